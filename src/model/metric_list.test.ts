import { expect, test } from 'vitest';
import { columnsOfTable, rowOrder } from './columns';
import { groupMetrics, matcher } from './metric_list';

const choice = (change: Partial<Parameters<typeof groupMetrics>[1]> = {}) => ({
    text: '',
    pinned: new Set<string>(),
    hidden: new Set<string>(),
    all: false,
    ...change
});
const NAMES = ['train/loss', 'val/loss', 'val/acc', 'lr', 'layer10', 'layer2'];

test('groups by prefix; what stands alone joins those without one; numbers count', () => {
    expect(groupMetrics(NAMES, choice())).toEqual({
        pinned: [],
        hidden: 0,
        groups: [
            { prefix: '', names: ['layer2', 'layer10', 'lr', 'train/loss'] },
            { prefix: 'val', names: ['val/acc', 'val/loss'] }
        ]
    });
});

test('pinned ones are apart, hidden ones are counted', () => {
    const found = groupMetrics(
        NAMES,
        choice({ pinned: new Set(['lr']), hidden: new Set(['layer2', 'lr']), text: 'l' })
    );
    expect(found).toMatchObject({ pinned: [], hidden: 2 });
    expect(groupMetrics(NAMES, choice({ pinned: new Set(['lr']), hidden: new Set(['lr']), all: true })).pinned).toEqual(
        ['lr']
    );
});

test('filter: all words, stars, no other magic', () => {
    const names = (text: string) => NAMES.filter(matcher(text));
    expect(names('LOSS val')).toEqual(['val/loss']);
    expect(names('t*loss')).toEqual(['train/loss']);
    expect(names('.')).toEqual([]);
    expect(names('[(')).toEqual([]);
    expect(names(' ')).toEqual(NAMES);
});

test('tables: columns of one length, sorted with empty cells last', () => {
    const [a, b] = columnsOfTable({ a: [3, 1, null, 10], b: 'one' });
    expect(a).toMatchObject({ numeric: true, values: [3, 1, null, 10] });
    expect(b).toMatchObject({ numeric: false, values: ['one', null, null, null] });
    expect(rowOrder(a, 4, false)).toEqual([1, 0, 3, 2]);
    expect(rowOrder(a, 4, true)).toEqual([3, 0, 1, 2]);
    expect(rowOrder(undefined, 2, true)).toEqual([0, 1]);
    expect(columnsOfTable([1])).toEqual([]);
    expect(columnsOfTable(null)).toEqual([]);
});
