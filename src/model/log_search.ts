import { problemOf } from './problem';
import type { IProblem } from '../schemas';
import type { ILogHits, ILogQuery } from './run_service';
import { Store } from './store';

export type FindLines = (query: ILogQuery) => Promise<ILogHits>;

/** The lines of a log that a search found, and the one that is looked at. */
export class LogSearch extends Store {
    query: ILogQuery = {};
    /** Numbers of the lines, in order. */
    lines: readonly number[] = [];
    /** Which of them is looked at; -1 if none. */
    at = -1;
    /** False: there are more than are listed. */
    complete = true;
    searching = false;
    problem: IProblem | null = null;
    private era = 0;

    constructor(private readonly find: FindLines) {
        super();
    }

    /** Searches; without text for lines that look like errors. Stays at the line it was at if that is still found. */
    async search(query: ILogQuery): Promise<void> {
        const era = ++this.era;
        this.query = query;
        this.searching = true;
        this.changed();
        try {
            const hits = await this.find(query);
            if (era !== this.era) {
                return;
            }
            this.at = hits.lines.indexOf(this.line ?? -1);
            this.lines = hits.lines;
            this.complete = hits.complete;
            this.problem = null;
        } catch (error) {
            if (era !== this.era) {
                return;
            }
            this.lines = [];
            this.at = -1;
            this.problem = problemOf(error);
        }
        this.searching = false;
        this.changed();
    }

    clear(): void {
        this.era += 1;
        this.query = {};
        this.lines = [];
        this.at = -1;
        this.complete = true;
        this.searching = false;
        this.problem = null;
        this.changed();
    }

    /** The line that is looked at. */
    get line(): number | null {
        return this.lines[this.at] ?? null;
    }

    /** Goes on from where one is, or from the line in sight; begins anew after the last. Returns the line. */
    step(forward: boolean, from: number): number | null {
        const count = this.lines.length;
        if (count === 0) {
            return null;
        }
        if (this.at >= 0) {
            this.at = (this.at + (forward ? 1 : count - 1)) % count;
        } else {
            const next = firstFrom(this.lines, from);
            this.at = forward ? next % count : (next + count - 1) % count;
        }
        this.changed();
        return this.line;
    }
}

/** Returns the index of the first of the sorted numbers that is not below `from`. */
function firstFrom(lines: readonly number[], from: number): number {
    let [low, high] = [0, lines.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (lines[middle] < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** Returns what finds the query within a line; null where the browser cannot (the server's expressions are Python's). */
export function matcherOf(query: ILogQuery): RegExp | null {
    if (!query.text) {
        return null;
    }
    const source = query.regex ? query.text : query.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    try {
        return new RegExp(source, query.case ? 'g' : 'gi');
    } catch {
        return null;
    }
}

/** Cuts a text at the hits: those with an odd index are hits. */
export function cutAtHits(text: string, matcher: RegExp | null): string[] {
    const cuts: string[] = [];
    let from = 0;
    if (matcher) {
        for (const match of text.matchAll(matcher)) {
            if (match[0]) {
                cuts.push(text.slice(from, match.index), match[0]);
                from = match.index + match[0].length;
            }
        }
    }
    cuts.push(text.slice(from));
    return cuts;
}
