import { expect, test } from 'vitest';
import type { Metric, Run } from '../schemas';
import type { ICompared } from './compare';
import { compareRows, guessGoal } from './compare';
import { byWorth, passes, scaleOf } from './parallel';
import { asNumber, parseArguments } from './parameters';

test.each([
    [['--lr', '0.1', '--epochs=20', '-b', '64'], { lr: '0.1', epochs: '20', b: '64' }],
    [['--layers', '64', '32', '--verbose'], { layers: '64 32', verbose: 'true' }],
    [['train', '--shift', '-0.5', '--url=a=b'], { 1: 'train', shift: '-0.5', url: 'a=b' }],
    [['--x=1', 'tail', '--x', '2'], { x: '1 2', 1: 'tail' }],
    [[], {}]
])('arguments %j', (words, expected) => expect(Object.fromEntries(parseArguments(words))).toEqual(expected));

test('numbers are numbers however they are written', () => {
    expect(['1e-3', ' 0.001', '.5', '-2'].map(asNumber)).toEqual([0.001, 0.001, 0.5, -2]);
    expect(['', 'adam', '1 2', '0x10', null, NaN].map(asNumber)).toEqual([null, null, null, null, null, null]);
});

test.each([
    ['val/loss', 'min'],
    ['RMSE', 'min'],
    ['val_accuracy', 'max'],
    ['AUC_weighted', 'max'],
    ['lr', null]
])('which values of %s are good', (name, goal) => expect(guessGoal(name)).toBe(goal));

const run = (id: string, args: string[], tags: Record<string, string>, metrics: Partial<Metric>[]): ICompared => ({
    id,
    record: { id, experiment: 'demo', status: 'Completed', attempt: 1, arguments: args, tags } as unknown as Run,
    metrics: new Map(metrics.map(metric => [metric.name!, { kind: 'series', ...metric } as Metric]))
});

const RUNS = [
    run('a', ['--lr', '1e-3', '--opt', 'adam'], {}, [{ name: 'loss', last: 0.5, min: 0.2 }]),
    run('b', ['--lr', '0.001', '--opt', 'sgd'], { phase: 'two' }, [{ name: 'loss', last: 0.4, min: 0.3 }]),
    run('c', ['--lr', '.001', '--opt', 'sgd'], {}, [{ name: 'note', kind: 'text', last: 'fine' }])
];
const found = (name: string, ...more: [('last' | 'min' | 'max')?, Map<string, null>?]) =>
    compareRows(RUNS, more[0] ?? 'last', more[1]).find(row => row.name === name)!;

test('what differs and what is best', () => {
    expect(found('lr')).toMatchObject({ section: 'arguments', differs: false });
    expect(found('opt')).toMatchObject({ values: ['adam', 'sgd', 'sgd'], differs: true, best: [] });
    expect(found('phase')).toMatchObject({ section: 'tags', values: [null, 'two', null], differs: true });
    expect(found('loss')).toMatchObject({ values: [0.5, 0.4, null], goal: 'min', best: [1] });
    expect(found('loss', 'min')).toMatchObject({ values: [0.2, 0.3, null], best: [0] });
    expect(found('loss', 'last', new Map([['loss', null]]))).toMatchObject({ goal: null, best: [] });
    expect(found('note').values).toEqual([null, null, 'fine']);
});

test('a run that is not known yet leaves its column empty', () => {
    const rows = compareRows([{ id: 'x', record: null, metrics: new Map() }], 'last');
    expect(rows.every(row => row.values[0] === null && !row.differs)).toBe(true);
});

test('axes of parallel coordinates: numbers, magnitudes, words', () => {
    const row = (name: string, values: (string | number | null)[]) => ({ ...found('opt'), name, values });
    expect(scaleOf(row('depth', ['1', '2', '3']), String)).toMatchObject({
        numeric: true,
        log: false,
        places: [0, 0.5, 1]
    });
    const rate = scaleOf(row('lr', ['0.001', '0.1', null]), String);
    expect(rate).toMatchObject({ log: true, places: [0, 1, -0.12] });
    expect(rate.marks.map(mark => mark.text)).toEqual(['0.001', '0.01', '0.1', '–']);
    expect(scaleOf(row('opt', ['sgd', 'adam', 'sgd']), String).places).toEqual([0, 1, 0]);
    expect(scaleOf(row('one', ['4', '4']), String).places).toEqual([0.5, 0.5]);
    const scales = [rate, scaleOf(row('opt', ['sgd', 'adam', 'sgd']), String)];
    const kept = (brushes: [string, [number, number]][]) => [0, 1, 2].filter(i => passes(i, scales, new Map(brushes)));
    expect(kept([])).toEqual([0, 1, 2]);
    expect(kept([['lr', [0, 0.5]]])).toEqual([0]);
    expect(kept([['opt', [0, 0.2]]])).toEqual([0, 2]);
});

test('validation tells more than training, and training more than what has no goal', () => {
    const rows = ['lr_now', 'train/loss', 'val/loss'].map(name => ({ ...found('loss'), name, goal: guessGoal(name) }));
    expect(byWorth(rows).map(row => row.name)).toEqual(['val/loss', 'train/loss', 'lr_now']);
});
