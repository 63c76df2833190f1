import { beforeEach, expect, test, vi } from 'vitest';
import type { Series } from '../schemas';
import { SeriesLoader } from './series_loader';

const STRETCH = { x: 'step' as const, from: 10, to: 20 };
const series = (name: string, exact?: boolean): Series => ({ name, x: [10], t: [0], v: [1], total: 1, exact });

beforeEach(() => {
    vi.useFakeTimers();
});

test('charts that zoom together share a question', async () => {
    const ask = vi.fn(async (query: { name: string[] }) => query.name.map(name => series(name)));
    const loader = new SeriesLoader(ask, 500);
    const taken: string[] = [];
    ['a', 'b', 'a'].forEach(name => loader.load(name, STRETCH, found => taken.push(found.name)));
    loader.load('a', { ...STRETCH, to: 30 }, found => taken.push(`${found.name} 30`));
    await vi.runAllTimersAsync();
    expect(ask.mock.calls.map(([query]) => query)).toEqual([
        { name: ['a', 'b'], points: 500, x: 'step', from: 10, to: 20 },
        { name: ['a'], points: 500, x: 'step', from: 10, to: 30 }
    ]);
    expect(taken.sort()).toEqual(['a', 'a', 'a 30', 'b']);
});

test('a sketch is shown, and asked for again until it is exact', async () => {
    const answers = [false, false, true];
    const ask = vi.fn(async () => [series('a', answers.shift())]);
    const taken: unknown[] = [];
    new SeriesLoader(ask).load('a', STRETCH, found => taken.push(found.exact));
    await vi.runAllTimersAsync();
    expect(taken).toEqual([false, false, true]);
});

test('who has left is not asked for, and a refusal changes nothing', async () => {
    const ask = vi.fn(async () => Promise.reject(new Error('no')));
    const loader = new SeriesLoader(ask);
    const take = vi.fn();
    loader.load('a', STRETCH, take)();
    await vi.runAllTimersAsync();
    expect(ask).not.toHaveBeenCalled();
    loader.load('a', STRETCH, take);
    await vi.runAllTimersAsync();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(take).not.toHaveBeenCalled();
});
