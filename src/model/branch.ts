import type { IProblem, Run, RunPage } from '../schemas';

/** Runs below one parent, or those at the top: newest first, as far as they were loaded. */
export class Branch {
    runs: readonly Run[] = [];
    total = 0;
    /** Where the next page begins; null after the last one. */
    next: string | null = null;
    loading = false;
    loaded = false;
    problem: IProblem | null = null;

    replace(page: RunPage): void {
        this.runs = page.runs;
        this.total = page.total;
        this.next = page.next;
        this.loaded = true;
        this.problem = null;
    }

    /** Adds a further page; what events brought in the meantime is not doubled. */
    append(page: RunPage): void {
        const known = new Set(this.runs.map(run => run.id));
        this.runs = [...this.runs, ...page.runs.filter(run => !known.has(run.id))];
        this.total = page.total;
        this.next = page.next;
        this.problem = null;
    }

    /** Renews the run in its place, or puts a new one where its age says. */
    put(run: Run): void {
        const index = this.runs.findIndex(other => other.id === run.id);
        if (index >= 0) {
            this.runs = spliced(this.runs, index, 1, run);
            return;
        }
        this.total += 1;
        const older = this.runs.findIndex(other => newerFirst(run, other) < 0);
        if (older >= 0) {
            this.runs = spliced(this.runs, older, 0, run);
        } else if (this.next === null) {
            this.runs = [...this.runs, run];
        }
    }

    remove(id: string): boolean {
        const before = this.runs.length;
        this.runs = this.runs.filter(run => run.id !== id);
        if (this.runs.length === before) {
            return false;
        }
        this.total -= 1;
        return true;
    }
}

function spliced(runs: readonly Run[], at: number, gone: number, run: Run): Run[] {
    const copy = [...runs];
    copy.splice(at, gone, run);
    return copy;
}

function newerFirst(a: Run, b: Run): number {
    return (b.created ?? '').localeCompare(a.created ?? '') || b.id.localeCompare(a.id);
}
