import { expect, test, vi } from 'vitest';
import type { Run } from '../schemas';
import { RunStore } from './run_store';

const record = (change: Partial<Run> = {}): Run => ({ id: 'exp_1_2', status: 'Running', attempt: 1, ...change }) as Run;

test('series grow, and begin anew with reset', () => {
    const store = new RunStore('exp_1_2');
    store.apply([{ series: [{ name: 'loss', x: [0, 1], t: [5, 6], v: [0.5, null], total: 2, reset: true }] }]);
    store.apply([{ series: [{ name: 'loss', x: [2], t: [7], v: [0.25], total: 3 }] }]);
    expect(store.series.get('loss')).toMatchObject({
        x: [0, 1, 2],
        t: [5, 6, 7],
        v: [0.5, null, 0.25],
        total: 3,
        last: 0.25
    });
    store.apply([{ series: [{ name: 'loss', x: [2], t: [7], v: [1], total: 900, reset: true }] }]);
    expect(store.series.get('loss')).toMatchObject({ x: [2], total: 900 });
});

test('a new attempt leaves nothing of the one before', () => {
    const store = new RunStore('exp_1_2');
    store.apply([{ record: record() }, { series: [{ name: 'loss', x: [0], t: [5], v: [1], total: 1 }] }]);
    store.apply([{ record: record({ attempt: 2 }) }]);
    expect(store.series.size).toBe(0);
});

test('of a long log the end is kept, in whole lines', () => {
    const store = new RunStore('exp_1_2');
    const line = 'x'.repeat(99) + '\n';
    store.apply([{ log: { name: 'std_log.txt', text: line.repeat(3000), size: 300_000 } }]);
    expect(store.log?.text.length).toBeLessThanOrEqual(200_000);
    expect(store.log?.text.startsWith('x'.repeat(99) + '\n')).toBe(true);
});

test('listeners are told once for each batch, and not after they left', () => {
    const store = new RunStore('exp_1_2');
    const listener = vi.fn();
    const leave = store.subscribe(listener);
    store.apply([{ record: record() }, { gone: true }]);
    leave();
    store.fail({ code: 'Offline', message: '', hint: '' });
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.gone).toBe(true);
});
