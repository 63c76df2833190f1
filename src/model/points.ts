import type { SeriesUpdate } from '../schemas';

/** The points of one series: three columns of the same length that only grow, until they are replaced. */
export class Points {
    /** Steps. */
    x: (number | null)[] = [];
    /** Seconds since 1970. */
    t: number[] = [];
    /** Values; null where there is no number. */
    v: (number | null)[] = [];
    /** Points there are where they come from; more than here if they were thinned out. */
    total = 0;

    /** Takes in what was added, or begins anew. */
    take(update: SeriesUpdate): void {
        if (update.reset) {
            this.x = [];
            this.t = [];
            this.v = [];
        }
        append(this.x, update.x);
        append(this.t, update.t);
        append(this.v, update.v);
        this.total = update.total;
    }

    get last(): number | null {
        return this.v.length ? this.v[this.v.length - 1] : null;
    }
}

/** Appends without spreading: a call with a hundred thousand arguments overflows the stack. */
function append<T>(target: T[], source: readonly T[]): void {
    for (const item of source) {
        target.push(item);
    }
}
