import { expect, test } from 'vitest';
import type { Run } from '../schemas';
import { bestOf, likelyGoal, metricNames, orderChildren } from './child_rows';
import { rowsOfTree } from './file_tree';
import { lengthOf, stretchesOf } from './phases';
import { parseSeparated } from './separated';

const run = (change: Partial<Run>): Run => ({ id: 'r', metrics: {}, created: null, ...change }) as Run;

test('how the time of an attempt was spent', () => {
    const made = run({ created: new Date(100_000).toISOString() });
    const phases = [
        { status: 'Preparing', t: 101 },
        { status: 'Starting', t: 102 },
        { status: 'Running', t: 103 },
        { status: 'Finalizing', t: 110 },
        { status: 'Failed', t: 111 }
    ];
    const all = stretchesOf(made, { number: 1, phases });
    expect(all.map(one => [one.name, lengthOf(one, 0)])).toEqual([
        ['queued', 1],
        ['preparing', 2],
        ['running', 7],
        ['finalizing', 1]
    ]);
    const now = stretchesOf(made, { number: 2, phases: phases.slice(0, 3) });
    expect(now.map(one => [one.name, lengthOf(one, 105_000)])).toEqual([
        ['preparing', 2],
        ['running', 2]
    ]);
});

test('a tree has folders first, in the order of numbers, and hides what is in closed ones', () => {
    const files = ['a10.txt', 'a9.txt', 'm/x/1', 'm/x/2', 'b/1'].map(path => ({ path }));
    const rows = rowsOfTree(files, new Set(['m/x']));
    expect(rows.map(row => [row.depth, row.name, row.count])).toEqual([
        [0, 'b', 1],
        [1, '1', 1],
        [0, 'm', 2],
        [1, 'x', 2],
        [0, 'a9.txt', 1],
        [0, 'a10.txt', 1]
    ]);
});

test('separated values', () => {
    expect(parseSeparated('a,"b,""c"\n1,"x\ny"\r\n3,', ',', 9)).toEqual([
        ['a', 'b,"c'],
        ['1', 'x\ny'],
        ['3', '']
    ]);
    expect(parseSeparated('a\tb\nc', '\t', 1)).toEqual([['a', 'b']]);
});

test('children in order; those without a value are last either way', () => {
    const children = [
        run({ id: 'a', metrics: { loss: 3 } }),
        run({ id: 'b', metrics: {} }),
        run({ id: 'c', metrics: { loss: 1, note: 'x' } })
    ];
    const ids = (descending: boolean) =>
        orderChildren(children, { column: 'metric:loss', descending }, 0).map(child => child.id);
    expect([ids(false), ids(true)]).toEqual([
        ['c', 'a', 'b'],
        ['a', 'c', 'b']
    ]);
    expect(metricNames(children)).toEqual(['loss']);
    expect([likelyGoal(['depth', 'val_loss']), likelyGoal(['depth'])]).toEqual(['val_loss', 'depth']);
    expect([bestOf(children, 'loss', true)?.id, bestOf(children, 'loss', false)?.id]).toEqual(['c', 'a']);
});
