/** Curves of a classifier, from the counts that `run.log_accuracy_table` keeps for each class and threshold. */

export interface ICurve {
    label: string;
    x: number[];
    y: number[];
    /** Area under ROC, average precision; null for the other kinds. */
    score: number | null;
}

export type CurveKind = 'roc' | 'precision_recall' | 'lift' | 'gain' | 'calibration';

/** True positives, false positives, true negatives, false negatives. */
type Counts = readonly [number, number, number, number];

export interface IAccuracyTable {
    labels: string[];
    probability: { tables: Counts[][]; thresholds: number[] };
    percentile: { tables: Counts[][]; thresholds: number[] };
}

/** Reads the value of an accuracy table; null if it is of another shape. */
export function accuracyTable(value: unknown): IAccuracyTable | null {
    const data = documentData(value);
    const tables = data?.probability_tables;
    if (!data || !Array.isArray(tables) || tables.length === 0) {
        return null;
    }
    const labels = list(data.class_labels).map(String);
    return {
        labels: tables.map((_, index) => labels[index] ?? String(index)),
        probability: { tables: tables.map(counts), thresholds: numbers(data.probability_thresholds) },
        percentile: {
            tables: list(data.percentile_tables).map(counts),
            thresholds: numbers(data.percentile_thresholds)
        }
    };
}

/** Returns the `data` of a document metric, or the document itself where somebody left the frame out. */
export function documentData(value: unknown): Record<string, unknown> | null {
    if (typeof value !== 'object' || value === null) {
        return null;
    }
    const { data } = value as { data?: unknown };
    return (typeof data === 'object' && data !== null ? data : value) as Record<string, unknown>;
}

export function list(value: unknown): unknown[] {
    return Array.isArray(value) ? value : [];
}

export function numbers(value: unknown): number[] {
    return list(value).map(item => (typeof item === 'number' ? item : Number.NaN));
}

function counts(table: unknown): Counts[] {
    return list(table).map(row => {
        const [tp = 0, fp = 0, tn = 0, fn = 0] = numbers(row);
        return [tp, fp, tn, fn] as const;
    });
}

/** Returns one curve for each class; with more than one class the average over all decisions ("micro") comes first. */
export function curvesOf(table: IAccuracyTable, kind: CurveKind): ICurve[] {
    const wanted = kind === 'lift' || kind === 'gain' ? table.percentile : table.probability;
    // Scripts that leave out the percentiles lose nothing: the counts of the other table say as much.
    const source = wanted.tables.length > 0 ? wanted : table.probability;
    const curves = source.tables.map((rows, index) => curve(table.labels[index], rows, source.thresholds, kind));
    return source.tables.length > 1
        ? [curve('micro', micro(source.tables), source.thresholds, kind), ...curves]
        : curves;
}

function micro(tables: readonly Counts[][]): Counts[] {
    const length = Math.min(...tables.map(rows => rows.length));
    return Array.from({ length }, (_, row) =>
        tables.reduce<Counts>(
            (sum, rows) => [0, 1, 2, 3].map(i => sum[i] + rows[row][i]) as unknown as Counts,
            [0, 0, 0, 0]
        )
    );
}

function curve(label: string, rows: Counts[], thresholds: number[], kind: CurveKind): ICurve {
    switch (kind) {
        case 'roc':
            return roc(label, rows);
        case 'precision_recall':
            return precisionRecall(label, rows);
        case 'calibration':
            return calibration(label, rows, thresholds);
        default:
            return ranking(label, rows, kind);
    }
}

/** From nothing called positive to everything: thresholds need not be in order. */
function ascending(rows: readonly Counts[]): Counts[] {
    return [...rows].sort((a, b) => a[0] + a[1] - (b[0] + b[1]) || a[0] - b[0]);
}

function roc(label: string, rows: readonly Counts[]): ICurve {
    const points = ascending(rows).map(([tp, fp, tn, fn]) => [ratio(fp, fp + tn), ratio(tp, tp + fn)]);
    const x = [0, ...points.map(point => point[0]), 1];
    const y = [0, ...points.map(point => point[1]), 1];
    let area = 0;
    for (let i = 1; i < x.length; i++) {
        area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
    }
    return { label, x, y, score: area };
}

function precisionRecall(label: string, rows: readonly Counts[]): ICurve {
    const found = ascending(rows).filter(([tp, fp]) => tp + fp > 0);
    const x = found.map(([tp, , , fn]) => ratio(tp, tp + fn));
    const y = found.map(([tp, fp]) => ratio(tp, tp + fp));
    const score = x.reduce((sum, recall, i) => sum + (recall - (i ? x[i - 1] : 0)) * y[i], 0);
    return { label, x: [0, ...x], y: [1, ...y], score };
}

/** How much is gained by looking at the most probable part of all cases first. */
function ranking(label: string, rows: readonly Counts[], kind: 'lift' | 'gain'): ICurve {
    const found = ascending(rows).filter(([tp, fp]) => tp + fp > 0);
    const x = found.map(row => ratio(row[0] + row[1], total(row)));
    if (kind === 'gain') {
        return { label, x: [0, ...x], y: [0, ...found.map(([tp, , , fn]) => ratio(tp, tp + fn))], score: null };
    }
    const y = found.map(row => ratio(ratio(row[0], row[0] + row[1]), ratio(row[0] + row[3], total(row))));
    return { label, x, y, score: null };
}

/** Between two thresholds lie the cases whose probability is there: how many of them are positive should be just that probability. */
function calibration(label: string, rows: readonly Counts[], thresholds: readonly number[]): ICurve {
    const known = rows
        .slice(0, thresholds.length)
        .map((row, i) => ({ row, threshold: thresholds[i] }))
        .sort((a, b) => a.threshold - b.threshold);
    const x: number[] = [];
    const y: number[] = [];
    for (let i = 0; i + 1 < known.length; i++) {
        const [low, high] = [known[i], known[i + 1]];
        const cases = low.row[0] + low.row[1] - (high.row[0] + high.row[1]);
        if (cases > 0) {
            x.push((low.threshold + high.threshold) / 2);
            y.push((low.row[0] - high.row[0]) / cases);
        }
    }
    return { label, x, y, score: null };
}

function total(row: Counts): number {
    return row[0] + row[1] + row[2] + row[3];
}

function ratio(part: number, whole: number): number {
    return whole > 0 ? part / whole : 0;
}
