import { expect, test } from 'vitest';
import type { Run } from '../schemas';
import { Trends } from './trends';

function run(loss: number, change: object = {}): Run {
    return { id: 'r', status: 'Running', metrics: { epoch: 1, loss }, ...change } as unknown as Run;
}

test('the arrow follows what the metric mostly does, and is gone with the end of the run', () => {
    const trends = new Trends();
    trends.take(run(1));
    expect(trends.of('r')).toBeNull();
    [0.9, 0.8, 0.7, 0.72].forEach(loss => trends.take(run(loss)));
    expect(trends.of('r')).toBe('down');
    [1, 2, 3, 4, 5, 6].forEach(loss => trends.take(run(loss)));
    expect(trends.of('r')).toBe('up');
    trends.take(run(6, { status: 'Completed' }));
    expect(trends.of('r')).toBeNull();
});

test('a value that is told again is no news, and another metric begins anew', () => {
    const trends = new Trends();
    [1, 1, 1].forEach(loss => trends.take(run(loss)));
    expect(trends.of('r')).toBeNull();
    trends.take(run(1, { metrics: { accuracy: 5 } }));
    expect(trends.of('r')).toBeNull();
});
