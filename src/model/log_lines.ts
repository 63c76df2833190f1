import { problemOf } from './problem';
import type { IProblem, LogLines, LogUpdate } from '../schemas';
import { Store } from './store';

export interface ILogSource {
    logLines(name: string, line: number, count: number): Promise<LogLines>;
}

/** Lines that are asked for at once. */
export const PAGE = 500;

/** Pages that are kept; the ones nobody looked at for longest go first. */
const KEPT = 60;

/**
 * A log that may be far too long for a browser, read by line number: only pages that somebody looks at are fetched. What is written while it is looked at
 * comes from the server's stream, or by asking for the end again.
 */
export class LogText extends Store {
    /** Lines there are. */
    total = 0;
    /** Bytes there are. */
    size = 0;
    loaded = false;
    problem: IProblem | null = null;

    /** In the order they were last used; a page may have holes. */
    private readonly pages = new Map<number, (string | undefined)[]>();
    private readonly asked = new Set<number>();
    private attempt: number | undefined;
    private era = 0;
    private refreshing = false;
    private stale = false;

    constructor(
        private readonly source: ILogSource,
        readonly name: string
    ) {
        super();
    }

    /** Returns a line; undefined while it is not here. */
    line(index: number): string | undefined {
        return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
    }

    /** Fetches what is missing of the lines that are in sight. */
    show(first: number, last: number): void {
        const end = Math.min(last, this.total - 1);
        for (let page = Math.floor(Math.max(0, first) / PAGE); page * PAGE <= end; page++) {
            const kept = this.pages.get(page);
            if (kept) {
                this.pages.delete(page);
                this.pages.set(page, kept);
            }
            if (!this.asked.has(page) && this.lacks(page, Math.max(first, page * PAGE), end)) {
                void this.fetch(page);
            }
        }
    }

    /** Asks for the end, and with it for how much there is now. */
    async refresh(): Promise<void> {
        if (this.refreshing) {
            this.stale = true;
            return;
        }
        this.refreshing = true;
        do {
            this.stale = false;
            const era = this.era;
            try {
                const answer = await this.source.logLines(this.name, -PAGE, PAGE);
                if (era === this.era) {
                    this.takeEnd(answer);
                }
            } catch (error) {
                this.fail(error);
            }
        } while (this.stale);
        this.refreshing = false;
    }

    /** Takes in what the stream tells. Where it does not fit to what is known, the end is asked for. */
    take(update: LogUpdate): void {
        if (update.name !== this.name) {
            return;
        }
        const sameAttempt =
            this.attempt === undefined || update.attempt === undefined || this.attempt === update.attempt;
        this.attempt = update.attempt ?? this.attempt;
        if (!sameAttempt || update.size < this.size) {
            this.restart();
        } else if (update.size === this.size && this.loaded && !this.problem) {
            return;
        } else if (!this.loaded || update.reset || !this.append(update)) {
            void this.refresh();
        }
    }

    /** Forgets everything: a new attempt writes a new log. */
    restart(): void {
        this.era += 1;
        this.forget();
        this.changed();
        void this.refresh();
    }

    private forget(): void {
        this.pages.clear();
        this.asked.clear();
        this.total = 0;
        this.size = 0;
    }

    private append(update: LogUpdate): boolean {
        const at = update.line;
        if (!update.text || at === undefined || at < this.total - 1 || at > this.total) {
            return false;
        }
        const lines = splitLines(update.text);
        if (at === this.total - 1) {
            const begun = this.line(at);
            if (begun === undefined) {
                return false;
            }
            lines[0] = begun + lines[0];
        }
        this.put(at, lines);
        this.total = at + lines.length;
        this.size = update.size;
        this.changed();
        return true;
    }

    private takeEnd(answer: LogLines): void {
        if (answer.total < this.total || answer.size < this.size) {
            this.forget();
        } else if (answer.total > this.total && this.total > 0) {
            // It had perhaps no end yet.
            delete this.pages.get(Math.floor((this.total - 1) / PAGE))?.[(this.total - 1) % PAGE];
        }
        this.takeLines(answer);
    }

    private takeLines(answer: LogLines): void {
        this.total = Math.max(this.total, answer.total);
        this.size = Math.max(this.size, answer.size);
        this.loaded = true;
        this.problem = null;
        this.put(answer.first, answer.lines);
        this.changed();
    }

    private async fetch(page: number): Promise<void> {
        const era = this.era;
        this.asked.add(page);
        try {
            const answer = await this.source.logLines(this.name, page * PAGE, PAGE);
            if (era === this.era) {
                this.asked.delete(page);
                this.takeLines(answer);
            }
        } catch (error) {
            if (era === this.era) {
                this.asked.delete(page);
                this.fail(error);
            }
        }
    }

    private fail(error: unknown): void {
        this.problem = problemOf(error);
        this.changed();
    }

    private put(first: number, lines: readonly string[]): void {
        lines.forEach((line, offset) => {
            const page = Math.floor((first + offset) / PAGE);
            const kept = this.pages.get(page) ?? [];
            this.pages.set(page, kept);
            kept[(first + offset) % PAGE] = line;
        });
        for (const page of this.pages.keys()) {
            if (this.pages.size <= KEPT) {
                break;
            }
            this.pages.delete(page);
        }
    }

    private lacks(page: number, first: number, last: number): boolean {
        const kept = this.pages.get(page);
        if (!kept) {
            return true;
        }
        const end = Math.min(last, page * PAGE + PAGE - 1);
        for (let index = first; index <= end; index++) {
            if (kept[index % PAGE] === undefined) {
                return true;
            }
        }
        return false;
    }
}

/** The lines of a text; what follows the last line end is one only if there is something. */
export function splitLines(text: string): string[] {
    const lines = text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line));
    if (lines.length > 1 && lines[lines.length - 1] === '') {
        lines.pop();
    }
    return lines;
}
