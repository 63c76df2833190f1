import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ShortList } from './short_list';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settle = (time = 0) => vi.advanceTimersByTimeAsync(time);

test('it looks now and then while it is seen, and not at all while it is not', async () => {
    const load = vi.fn(async () => ['local']);
    const list = new ShortList({ load, interval_ms: 5000 });
    list.setWorkspace('/w');
    list.tell();
    await settle(20_000);
    expect(load).toHaveBeenCalledTimes(0);
    list.setVisible(true);
    await settle(10_000);
    expect(load).toHaveBeenCalledTimes(3);
    expect(list.items).toEqual(['local']);
    list.setVisible(false);
    await settle(20_000);
    expect(load).toHaveBeenCalledTimes(3);
});

test('news are collected', async () => {
    const load = vi.fn(async () => [1]);
    const list = new ShortList({ load, pause_ms: 1000 });
    list.setWorkspace('/w');
    list.setVisible(true);
    await settle();
    [1, 2, 3].forEach(() => list.tell());
    await settle(1000);
    expect(load).toHaveBeenCalledTimes(2);
});

test('a problem is told, and what was there stays', async () => {
    const load = vi.fn(async () => [1]);
    const list = new ShortList({ load });
    list.setWorkspace('/w');
    list.setVisible(true);
    await settle();
    load.mockRejectedValueOnce(new Error('away'));
    await list.refresh();
    expect([list.items, list.problem?.message]).toEqual([[1], 'away']);
    await list.refresh();
    expect(list.problem).toBeNull();
});

test('what was asked about another workspace is thrown away', async () => {
    const answers: ((items: string[]) => void)[] = [];
    const list = new ShortList({ load: () => new Promise<string[]>(resolve => answers.push(resolve)) });
    list.setVisible(true);
    list.setWorkspace('/a');
    list.setWorkspace('/b');
    answers[1](['b']);
    answers[0](['a']);
    await settle();
    expect(list.items).toEqual(['b']);
});
