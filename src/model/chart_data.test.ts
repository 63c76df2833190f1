import { expect, test } from 'vitest';
import { align, columnsOf, extentOf, lonePoints, positive, startOf, valueAt } from './chart_data';
import { smooth } from './smoothing';
import { rangeOf, ticks } from './ticks';

const points = (x: (number | null)[], t: number[], v: (number | null)[]) => ({ x, t, v, total: v.length });

test('smoothing is the corrected moving average, as pandas computes it with ignore_na', () => {
    const expected = [1, 3.4999999999999996, null, 2.7346938775510203, 5.154411764705881];
    expect(smooth([1, 5, null, 2, 8], 0.6)).toEqual(expected.map(y => (y === null ? null : expect.closeTo(y, 12))));
    expect(smooth([1, null, 3], 0)).toEqual([1, null, 3]);
    expect(smooth([4, 4, 4], 0.99)).toEqual([4, 4, 4].map(y => expect.closeTo(y, 12)));
});

test('the same points by step, by time since the run began, and by clock', () => {
    const series = points([0, 10], [105, 107], [1, 2]);
    expect([...(columnsOf(series, 'step', 100).x as Float64Array)]).toEqual([0, 10]);
    expect([...(columnsOf(series, 'time', 100).x as Float64Array)]).toEqual([5, 7]);
    expect([...(columnsOf(series, 'clock', 100).x as Float64Array)]).toEqual([105, 107]);
});

test('steps that go back are put in order', () => {
    const { x, y } = columnsOf(points([0, 2, 1, 2], [0, 1, 2, 3], [10, 12, 11, 13]), 'step', 0);
    expect([...(x as Float64Array)]).toEqual([0, 1, 2, 2]);
    expect(y).toEqual([10, 11, 12, 13]);
});

test('series with the same x share it; others are brought onto one, gaps stay gaps', () => {
    const y = [1, null];
    expect(
        align([
            { x: [0, 1], y },
            { x: [0, 1], y }
        ])
    ).toEqual([[0, 1], y, y]);
    const [x, first, second] = align([
        { x: [0, 2], y },
        { x: [1, 2, 3], y: [5, 6, 7] }
    ]);
    expect([...(x as Float64Array)]).toEqual([0, 1, 2, 3]);
    expect(first).toEqual([1, undefined, null, undefined]);
    expect(second).toEqual([undefined, 5, 6, 7]);
    expect(align([])).toEqual([[]]);
});

test('the cursor shows the point it is on, else the one before', () => {
    expect(valueAt([1, undefined, null, 4], 1)).toBe(1);
    expect(valueAt([1, undefined, null, 4], 2)).toBeNull();
    expect(valueAt([undefined, 4], 0)).toBeNull();
    expect(valueAt([1, 2], 9)).toBe(2);
});

test('points without neighbours are found, as no line shows them', () => {
    expect(lonePoints([1, null, 2, 3, null, 4])).toEqual([0, 5]);
    expect(lonePoints([undefined, 7, undefined])).toEqual([1]);
    expect(lonePoints([1, undefined, 2])).toEqual([]);
    expect(lonePoints([])).toEqual([]);
});

test('extent, logarithm and beginning', () => {
    expect(extentOf(points([], [], [3, null, 1]))).toEqual({ min: 1, max: 3, last: 1, count: 3 });
    expect(extentOf(points([], [], [null]))).toMatchObject({ min: null, max: null, last: null });
    expect(positive([1, 0, -1, null])).toEqual([1, null, null, null]);
    expect(startOf('1970-01-01T00:00:10Z', [])).toBe(10);
    expect(startOf(null, [points([], [7], []), points([], [5], [])])).toBe(5);
    expect(startOf(null, [])).toBe(0);
});

test('marks are round', () => {
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(-0.3, 0.3)).toEqual([-0.2, 0, 0.2]);
    expect(ticks(3, 3)).toEqual([3]);
    expect(rangeOf([NaN, 2, -1])).toEqual([-1, 2]);
    expect(rangeOf([NaN])).toBeNull();
});
