import { beforeEach, expect, test, vi } from 'vitest';
import type { Update } from '../schemas';
import { CompareStore } from './compare_store';
import type { ISubscriber, ISubscription } from './stream';

interface IOpen {
    wanted: ISubscription;
    who: ISubscriber;
}

let open: IOpen[];

const subscribe = (wanted: ISubscription, who: ISubscriber) => {
    const entry = { wanted, who };
    open.push(entry);
    return () => {
        open = open.filter(one => one !== entry);
    };
};

beforeEach(() => {
    vi.useFakeTimers();
    open = [];
});

const asked = () => open.map(({ wanted }) => `${wanted.run} ${wanted.parts} ${wanted.names ?? ''}`.trim());

test('nothing is asked until the page is in sight, and nothing any more when it is hidden', () => {
    const store = new CompareStore('/w', subscribe, ['a', 'b']);
    expect(asked()).toEqual([]);
    store.resume();
    expect(asked()).toEqual(['a record,metrics', 'b record,metrics']);
    store.pause();
    expect(asked()).toEqual([]);
});

test('points are asked for charts in sight, those that come together in one question a run', () => {
    const store = new CompareStore('/w', subscribe, ['a']);
    store.resume();
    ['loss', 'acc', 'loss'].forEach(name => store.watch(name));
    vi.runAllTimers();
    expect(asked()).toEqual(['a record,metrics', 'a series loss,acc']);
    store.watch('f1');
    vi.runAllTimers();
    store.add('b');
    expect(asked().slice(2)).toEqual(['a series f1', 'b record,metrics', 'b series loss,acc,f1']);
    store.pause();
    store.resume();
    expect(asked()).toHaveLength(4);
});

test('no more is asked for than the server takes', () => {
    const store = new CompareStore('/w', subscribe, ['a']);
    store.resume();
    ['x'.repeat(1001), 'half \ud800', 'nul \0', '\ud83e\udd8a'].forEach(name => store.watch(name));
    vi.runAllTimers();
    expect(asked().slice(1)).toEqual(['a series \ud83e\udd8a']);
    Array.from({ length: 300 }, (_, n) => store.watch(`m${n}`));
    vi.runAllTimers();
    expect(open.slice(2).map(({ wanted }) => wanted.names?.length)).toEqual([200, 100]);
});

test('runs that vanish are kept and said so, until they are taken off the page', () => {
    const store = new CompareStore('/w', subscribe, ['a', 'b', 'c']);
    const heard = vi.fn();
    store.subscribe(heard);
    store.resume();
    open[0].who.onUpdates([{ gone: true } as Update]);
    open[1].who.onProblem!({ code: 'NotFound', message: 'There is no run b.', hint: '' }, true);
    open[2].who.onProblem!({ code: 'Offline', message: 'The server does not answer.', hint: '' }, false);
    vi.runAllTimers();
    expect(store.runs.map(run => run.lost?.message ?? null)).toEqual([
        'The run was deleted.',
        'There is no run b.',
        null
    ]);
    expect(store.problem?.code).toBe('Offline');
    expect(heard).toHaveBeenCalledTimes(1);
    store.remove('a');
    expect(store.ids).toEqual(['b', 'c']);
});

test('colours stay with their runs; one that is free again is used again', () => {
    const store = new CompareStore('/w', subscribe, ['a', 'b', 'c']);
    store.remove('b');
    store.add('d');
    store.add('a');
    expect(store.runs.map(run => [run.id, run.slot])).toEqual([
        ['a', 0],
        ['c', 2],
        ['d', 1]
    ]);
});
