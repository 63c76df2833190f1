import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Run, Update } from '../schemas';
import { ACTIVE } from './run_filter';
import type { IListedChange } from './run_list';
import { RunList } from './run_list';
import type { ISubscription } from './stream';

/** A server with runs that answers as ours does. */
class Server {
    runs = new Map<string, Run>();
    asked: Record<string, unknown>[] = [];
    watched: ISubscription[] = [];
    push: (updates: Update[]) => void = () => undefined;
    interrupt: () => void = () => undefined;
    fails = false;

    add(number: number, change: Partial<Run> = {}): Run {
        const created = new Date(1e12 + number * 1000).toISOString();
        const run = {
            id: `r${number}`,
            display_name: `run ${number}`,
            experiment: 'exp',
            status: 'Completed',
            created
        };
        const whole = {
            ...run,
            script: 'train.py',
            tags: {},
            metrics: {},
            parent: null,
            children: 0,
            ...change
        } as unknown as Run;
        this.runs.set(whole.id, whole);
        return whole;
    }

    api = {
        runs: async (_: string, query: Record<string, unknown> = {}) => {
            this.asked.push(query);
            if (this.fails) {
                throw new Error('no answer');
            }
            const { id, parent, children, status, limit = 200, cursor } = query as Record<string, never>;
            const wanted = (run: Run) =>
                id
                    ? (id as string[]).includes(run.id)
                    : parent
                      ? run.parent === parent
                      : (children || !run.parent) &&
                        (!(status as string[])?.length || (status as string[]).includes(run.status));
            const found = [...this.runs.values()].filter(wanted).sort((a, b) => b.created!.localeCompare(a.created!));
            const first = Number(cursor ?? 0);
            const next = first + Number(limit) < found.length ? String(first + Number(limit)) : null;
            const active = [...this.runs.values()].filter(run => ACTIVE.includes(run.status)).length;
            return { runs: found.slice(first, first + Number(limit)), total: found.length, active, next };
        }
    };

    stream = {
        subscribe: (
            subscription: ISubscription,
            subscriber: { onUpdates: (u: Update[]) => void; onProblem?: unknown }
        ) => {
            this.watched.push(subscription);
            this.push = subscriber.onUpdates;
            this.interrupt = () => (subscriber.onProblem as () => void)();
            return () => {
                this.watched = this.watched.filter(other => other !== subscription);
            };
        }
    };

    change(id: string, change: string, parent: string | null = null): IListedChange {
        return { run: id, change, parent, active: 0 };
    }
}

const PAUSE = 100;
let server: Server;
let list: RunList;
const ids = () => list.rows.map(row => row.key);
const settle = (time = 0) => vi.advanceTimersByTimeAsync(time);

beforeEach(async () => {
    vi.useFakeTimers();
    server = new Server();
    list = new RunList({ api: server.api, stream: server.stream, pageSize: 3, pause_ms: PAUSE });
});
afterEach(() => vi.useRealTimers());

async function show(): Promise<void> {
    list.setWorkspace('/w');
    list.setVisible(true);
    await settle();
}

test('pages come as one scrolls, newest first', async () => {
    [1, 2, 3, 4, 5].forEach(number => server.add(number));
    await show();
    expect(ids()).toEqual(['r5', 'r4', 'r3']);
    await list.more();
    expect(ids()).toEqual(['r5', 'r4', 'r3', 'r2', 'r1']);
    await list.more();
    expect(server.asked).toHaveLength(2);
});

test('nothing is asked for while nobody looks, and once when somebody does', async () => {
    server.add(1);
    list.setWorkspace('/w');
    list.tell(server.change('r1', 'status'));
    list.setFilter({ text: 'x' });
    await settle(10 * PAUSE);
    expect(server.asked).toHaveLength(0);
    list.setVisible(true);
    await settle(10 * PAUSE);
    expect(server.asked).toHaveLength(1);
    list.tell(server.change('r1', 'status'));
    list.setVisible(false);
    await settle(10 * PAUSE);
    expect(server.asked).toHaveLength(1);
});

test('changes are collected and asked for at once; new runs come on top', async () => {
    server.add(1);
    server.add(2);
    await show();
    server.add(3, { status: 'Running' });
    server.add(1, { display_name: 'other' });
    list.tell(server.change('r3', 'created'));
    list.tell(server.change('r3', 'status'));
    list.tell(server.change('r1', 'edited'));
    await settle(PAUSE);
    expect(server.asked).toHaveLength(2);
    expect(ids()).toEqual(['r3', 'r2', 'r1']);
    expect(list.find('r1')?.display_name).toBe('other');
    expect(list.top.total).toBe(3);
});

test('a run that does not fit the filter any more leaves, one that is deleted too', async () => {
    server.add(1, { status: 'Running' });
    server.add(2, { status: 'Running' });
    await show();
    list.setFilter({ status: ACTIVE });
    await settle();
    server.add(1, { status: 'Failed' });
    list.tell(server.change('r1', 'status'));
    await settle(PAUSE);
    expect(ids()).toEqual(['r2']);
    list.tell(server.change('r2', 'deleted'));
    expect(ids()).toEqual([]);
    expect(list.top.total).toBe(0);
});

test('the answer to an older filter is thrown away', async () => {
    server.add(1);
    await show();
    list.setFilter({ status: ['Failed'] });
    list.setFilter({ status: [] });
    await settle();
    expect(ids()).toEqual(['r1']);
    expect(list.top.loading).toBe(false);
});

test('children stand below their parent on demand, and new ones come by events', async () => {
    server.add(1, { children: 1 });
    server.add(2, { parent: 'r1' });
    await show();
    expect(ids()).toEqual(['r1']);
    await list.toggle('r1', true);
    expect(list.rows.map(row => [row.key, row.depth])).toEqual([
        ['r1', 0],
        ['r2', 1]
    ]);
    server.add(1, { children: 2 });
    server.add(3, { parent: 'r1' });
    list.tell(server.change('r3', 'created', 'r1'));
    await settle(PAUSE);
    expect(ids()).toEqual(['r1', 'r3', 'r2']);
    expect(list.find('r1')?.children).toBe(2);
    await list.toggle('r1', false);
    expect(ids()).toEqual(['r1']);
});

test('children of a folded run are not asked for, but for their number', async () => {
    server.add(1, { children: 1 });
    await show();
    list.tell(server.change('r9', 'status', 'r1'));
    await settle(PAUSE);
    expect(server.asked).toHaveLength(1);
    list.tell(server.change('r9', 'created', 'r1'));
    await settle(PAUSE);
    expect(server.asked[1].id).toEqual(['r1']);
});

test('the active runs in sight are watched, until they end or go out of sight', async () => {
    server.add(1, { status: 'Running' });
    server.add(2);
    await show();
    list.see(['r1', 'r2']);
    expect(server.watched.map(one => one.runs)).toEqual([['r1']]);
    server.push([{ record: { ...server.runs.get('r1')!, metrics: { loss: 0.5 } } }]);
    expect(list.find('r1')?.metrics.loss).toBe(0.5);
    list.see(['r1', 'r2']);
    expect(server.watched).toHaveLength(1);
    list.setVisible(false);
    expect(server.watched).toHaveLength(0);
    list.setVisible(true);
    await settle();
    expect(server.watched).toHaveLength(1);
    server.push([{ record: server.add(1, { status: 'Completed' }) }]);
    expect(server.watched).toHaveLength(0);
});

test('after an interruption the list is loaded anew', async () => {
    server.add(1, { status: 'Running' });
    await show();
    list.see(['r1']);
    server.interrupt();
    server.add(2);
    server.push([{ record: server.runs.get('r1') }]);
    await settle();
    expect(ids()).toEqual(['r2', 'r1']);
});

test('what went wrong is told, and what was there stays', async () => {
    server.add(1);
    await show();
    server.fails = true;
    await list.refresh();
    expect(list.top.problem?.message).toBe('no answer');
    expect(ids()).toEqual(['r1']);
    server.fails = false;
    await list.refresh();
    expect(list.top.problem).toBeNull();
});

test('many changes at once cost one look at the list', async () => {
    server.add(1);
    await show();
    for (let number = 0; number < 300; number += 1) {
        list.tell(server.change(`x${number}`, 'status'));
    }
    await settle(PAUSE);
    expect(server.asked.slice(1).map(query => query.id)).toEqual([undefined]);
});
