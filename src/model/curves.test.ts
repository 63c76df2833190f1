import { expect, test } from 'vitest';
import { accuracyTable, curvesOf } from './curves';

/** Twelve cases, counted at each of their probabilities; what is expected was computed with scikit-learn 1.9 from the same cases. */
const THRESHOLDS = [0, 0.05, 0.12, 0.22, 0.31, 0.38, 0.44, 0.52, 0.58, 0.63, 0.71, 0.84, 0.93];
const COUNTS = [
    [6, 6, 0, 0],
    [6, 6, 0, 0],
    [6, 5, 1, 0],
    [6, 4, 2, 0],
    [5, 4, 2, 1],
    [5, 3, 3, 1],
    [4, 3, 3, 2],
    [3, 3, 3, 3],
    [3, 2, 4, 3],
    [2, 2, 4, 4],
    [2, 1, 5, 4],
    [1, 1, 5, 5],
    [0, 1, 5, 6]
];

const metric = (tables: number[][][], thresholds: number[], labels: unknown[] = ['1']) => ({
    schema_type: 'accuracy_table',
    schema_version: 'v1',
    data: {
        probability_tables: tables,
        probability_thresholds: thresholds,
        percentile_tables: tables,
        percentile_thresholds: thresholds,
        class_labels: labels
    }
});

const table = accuracyTable(metric([COUNTS], THRESHOLDS))!;

test('ROC: roc_curve and roc_auc_score', () => {
    const [curve] = curvesOf(table, 'roc');
    expect(curve.score).toBeCloseTo(0.6111111111111112, 12);
    expect([...new Set(curve.x)].map(x => Math.round(6 * x))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(curve.y.slice(1, -1).map(y => Math.round(6 * y))).toEqual([0, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6, 6, 6]);
});

test('precision and recall: precision_recall_curve and average_precision_score', () => {
    const [curve] = curvesOf(table, 'precision_recall');
    expect(curve.score).toBeCloseTo(0.5938492063492063, 12);
    expect(curve.y.slice(1, 7)).toEqual([0, 0.5, 2 / 3, 0.5, 0.6, 0.5]);
    expect(curve.x[curve.x.length - 1]).toBe(1);
});

test('lift and gain of the most probable quarter, half and three quarters', () => {
    const [lift] = curvesOf(table, 'lift');
    const [gain] = curvesOf(table, 'gain');
    const at = (curve: typeof lift, part: number) => curve.y[curve.x.findIndex(x => Math.abs(x - part) < 1e-9)];
    expect([0.25, 0.5, 0.75, 1].map(part => at(lift, part))).toEqual(
        [4 / 3, 1, 10 / 9, 1].map(y => expect.closeTo(y, 12))
    );
    expect([0.25, 0.5, 0.75, 1].map(part => at(gain, part))).toEqual(
        [1 / 3, 0.5, 5 / 6, 1].map(y => expect.closeTo(y, 12))
    );
});

test('calibration: the parts of calibration_curve with four bins', () => {
    const quarters = [
        [6, 6, 0, 0],
        [5, 4, 2, 1],
        [3, 3, 3, 3],
        [1, 1, 5, 5],
        [0, 0, 6, 6]
    ];
    const [curve] = curvesOf(accuracyTable(metric([quarters], [0, 0.25, 0.5, 0.75, 1]))!, 'calibration');
    expect(curve.x).toEqual([0.125, 0.375, 0.625, 0.875]);
    expect(curve.y).toEqual([1 / 3, 2 / 3, 0.5, 0.5].map(y => expect.closeTo(y, 12)));
});

test('the documented example, whose lists are not of one length, is drawn as far as it goes', () => {
    const rows = [
        [114311, 385689, 0, 0],
        [0, 0, 385689, 114311]
    ];
    const found = accuracyTable(metric([rows, rows], [0.52], ['0', '1']))!;
    expect(curvesOf(found, 'roc').map(curve => curve.label)).toEqual(['micro', '0', '1']);
    expect(curvesOf(found, 'roc')[0].score).toBeCloseTo(0.5, 12);
    expect(curvesOf(found, 'calibration')[0].x).toEqual([]);
});

test.each([null, 3, {}, { data: { probability_tables: [] } }, { data: { probability_tables: 'x' } }])(
    'what is no accuracy table is not read: %j',
    value => expect(accuracyTable(value)).toBeNull()
);
