import type { Points } from './points';

/** What the x axis counts: steps, seconds since the run began, or the time of day. */
export type Axis = 'step' | 'time' | 'clock';

/** A stretch of the x axis, in the units of that axis. */
export interface IRange {
    from: number;
    to: number;
}

/** As much of the points of a series as a chart needs; the server's answers fit as well. */
export type IPoints = Pick<Points, 'x' | 't' | 'v' | 'total'>;

export interface IColumns {
    x: ArrayLike<number>;
    y: readonly (number | null)[];
}

/** One column of x values for all, then the y values of each; `undefined` where a series has no point at an x, null where it has a gap. */
export type Aligned = [ArrayLike<number>, ...(readonly (number | null | undefined)[])[]];

/** Returns the points of a series as they stand on an axis, from left to right. `start` is when the run began. */
export function columnsOf(points: IPoints, axis: Axis, start: number): IColumns {
    const x = new Float64Array(points.v.length);
    let sorted = true;
    for (let i = 0; i < x.length; i++) {
        x[i] = axis === 'step' ? (points.x[i] ?? i) : axis === 'time' ? points.t[i] - start : points.t[i];
        sorted &&= i === 0 || x[i] >= x[i - 1];
    }
    return sorted ? { x, y: points.v } : inOrder(x, points.v);
}

/** Steps may go back: a script that begins its epochs anew, or several processes that log the same metric. */
function inOrder(x: Float64Array, y: readonly (number | null)[]): IColumns {
    const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b] || a - b);
    return { x: Float64Array.from(order, i => x[i]), y: order.map(i => y[i]) };
}

/** Brings series with x values of their own onto one x column. */
export function align(columns: readonly IColumns[]): Aligned {
    if (columns.length === 0) {
        return [[]];
    }
    const [first] = columns;
    if (columns.every(column => sameNumbers(column.x, first.x))) {
        return [first.x, ...columns.map(column => column.y)];
    }
    const x = union(columns.map(column => column.x));
    return [x, ...columns.map(column => spread(column, x))];
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
    if (a === b) {
        return true;
    }
    if (a.length !== b.length) {
        return false;
    }
    for (let i = 0; i < a.length; i++) {
        if (a[i] !== b[i]) {
            return false;
        }
    }
    return true;
}

function union(all: readonly ArrayLike<number>[]): Float64Array {
    const together = new Float64Array(all.reduce((sum, x) => sum + x.length, 0));
    let end = 0;
    for (const x of all) {
        together.set(x, end);
        end += x.length;
    }
    together.sort();
    let kept = 0;
    for (let i = 0; i < together.length; i++) {
        if (i === 0 || together[i] !== together[i - 1]) {
            together[kept++] = together[i];
        }
    }
    return together.subarray(0, kept);
}

/** Of several values at one x the last is kept. */
function spread({ x, y }: IColumns, onto: Float64Array): (number | null | undefined)[] {
    const spreaded = new Array<number | null | undefined>(onto.length).fill(undefined);
    let at = 0;
    for (let i = 0; i < x.length; i++) {
        while (onto[at] < x[i]) {
            at += 1;
        }
        spreaded[at] = y[i];
    }
    return spreaded;
}

/** Returns the value that is shown for a position of the cursor: that of the point there, else of the one before. */
export function valueAt(values: readonly (number | null | undefined)[], index: number): number | null {
    for (let i = Math.min(index, values.length - 1); i >= 0; i--) {
        if (values[i] !== undefined) {
            return values[i] ?? null;
        }
    }
    return null;
}

/** Returns the positions of points that no line leads to or from, as there are gaps on both sides. */
export function lonePoints(values: readonly (number | null | undefined)[]): number[] {
    const found: number[] = [];
    let [before, candidate] = [false, -1];
    values.forEach((value, index) => {
        if (value === undefined) {
            return;
        }
        if (candidate >= 0 && value === null) {
            found.push(candidate);
        }
        candidate = value !== null && !before ? index : -1;
        before = value !== null;
    });
    return candidate >= 0 ? [...found, candidate] : found;
}

/** What is said of a series in a table. */
export interface IExtent {
    min: number | null;
    max: number | null;
    last: number | null;
    count: number;
}

export function extentOf(points: IPoints): IExtent {
    let [min, max, last] = [Infinity, -Infinity, null as number | null];
    for (const value of points.v) {
        if (value !== null && Number.isFinite(value)) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            last = value;
        }
    }
    const some = min <= max;
    return { min: some ? min : null, max: some ? max : null, last, count: points.total };
}

/** Values a logarithmic axis can show; everything else is a gap. */
export function positive(values: readonly (number | null)[]): (number | null)[] {
    return values.map(value => (value !== null && value > 0 ? value : null));
}

/** When a run began, in seconds since 1970: as its record says, else with the first point of its series. */
export function startOf(started: string | null | undefined, series: Iterable<IPoints>): number {
    if (started) {
        return Date.parse(started) / 1000;
    }
    let start = Infinity;
    for (const { t } of series) {
        start = Math.min(start, t[0] ?? Infinity);
    }
    return Number.isFinite(start) ? start : 0;
}
