import type { Api } from '../api';
import type { IProblem, Run, RunPage, Update } from '../schemas';
import { isFinal } from '../schemas';
import { Branch } from './branch';
import { problemOf } from './problem';
import { EVERY_RUN, fits, queryOf } from './run_filter';
import type { IRunFilter } from './run_filter';
import type { Row } from './rows';
import { rowsOf } from './rows';
import { Store } from './store';
import type { Stream } from './stream';
import { Trends } from './trends';

/** The most the server gives at once. */
const PAGE_LIMIT = 1000;
/** Changes at once after which it is cheaper to look at the list anew than at each run. */
const MANY = 200;

export interface IRunListOptions {
    api: Pick<Api, 'runs'>;
    stream: Pick<Stream, 'subscribe'>;
    pageSize?: number;
    /** How long changes are collected before the server is asked about them. */
    pause_ms?: number;
}

/** As much of an event of the server as the list needs. */
export interface IListedChange {
    run: string;
    change: string;
    parent: string | null;
    active: number;
}

/**
 * The runs of a workspace: newest first, a page at a time, children below their parent on demand.
 *
 * Events tell which runs changed, and these are asked for; the active ones in sight come by the stream. While nobody looks nothing
 * is asked for; the first look afterwards loads what was there once more.
 */
export class RunList extends Store {
    filter: IRunFilter = EVERY_RUN;
    /** Runs of the workspace that have not ended, whatever the filter. */
    active = 0;
    pageSize: number;
    readonly top = new Branch();
    readonly trends = new Trends();

    private workspace: string | null = null;
    private visible = false;
    private readonly branches = new Map<string, Branch>();
    private rowCache: Row[] | null = null;
    private byId: Map<string, Run> | null = null;
    /** Counts what makes answers under way worthless. */
    private era = 0;
    private readonly changedRuns = new Map<string, string | null>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private sight: readonly string[] = [];
    private watched = '';
    private unwatch: () => void = () => undefined;
    private interrupted = false;

    constructor(private readonly options: IRunListOptions) {
        super();
        this.pageSize = options.pageSize ?? 200;
    }

    get rows(): readonly Row[] {
        return (this.rowCache ??= rowsOf(this.top, this.branches));
    }

    find(id: string): Run | undefined {
        if (!this.byId) {
            const runs = [this.top, ...this.branches.values()].flatMap(branch => branch.runs);
            this.byId = new Map(runs.map(run => [run.id, run]));
        }
        return this.byId.get(id);
    }

    /** Shows another workspace. */
    setWorkspace(folder: string | null, active = 0): void {
        if (folder === this.workspace) {
            return;
        }
        this.workspace = folder;
        this.active = active;
        this.top.replace({ runs: [], total: 0, active: 0, next: null });
        this.top.loaded = false;
        this.branches.clear();
        this.trends.clear();
        this.changed();
        void this.refresh();
    }

    /** Shows other runs; those that are there stay until the others have come. */
    setFilter(change: Partial<IRunFilter>): void {
        this.filter = { ...this.filter, ...change };
        this.changed();
        void this.refresh();
    }

    /** Tells whether anybody looks. */
    setVisible(visible: boolean): void {
        if (visible === this.visible) {
            return;
        }
        this.visible = visible;
        if (visible) {
            void this.refresh();
        } else {
            this.era += 1;
            clearTimeout(this.timer);
            this.timer = undefined;
            this.changedRuns.clear();
        }
        this.watch();
    }

    /** Loads as much as is there anew. */
    async refresh(): Promise<void> {
        if (!this.visible || this.workspace === null) {
            return;
        }
        const era = ++this.era;
        const limit = Math.min(PAGE_LIMIT, Math.max(this.pageSize, this.top.runs.length));
        await this.fill(this.top, era, { ...queryOf(this.filter), limit }, page => {
            this.active = page.active;
            this.top.replace(page);
        });
        await Promise.all([...this.branches.keys()].map(parent => this.fillChildren(parent)));
    }

    /** Loads the next page, if there is one. */
    async more(parent: string | null = null): Promise<void> {
        const branch = parent === null ? this.top : this.branches.get(parent);
        if (!branch || branch.loading || branch.next === null) {
            return;
        }
        const query = parent === null ? queryOf(this.filter) : { parent };
        const page = { ...query, limit: this.pageSize, cursor: branch.next };
        await this.fill(branch, this.era, page, found => branch.append(found));
    }

    /** Shows or hides the children of a run. */
    async toggle(id: string, open: boolean): Promise<void> {
        if (open === this.branches.has(id)) {
            return;
        }
        if (!open) {
            this.branches.delete(id);
            this.changed();
            return;
        }
        this.branches.set(id, new Branch());
        await this.fillChildren(id);
    }

    /** Takes in an event of the server about this workspace. */
    tell(change: IListedChange): void {
        this.active = change.active;
        if (change.change === 'deleted') {
            this.remove(change.run);
        }
        if (this.visible) {
            if (change.change !== 'deleted') {
                this.changedRuns.set(change.run, change.parent);
            }
            if (change.parent && (change.change === 'created' || change.change === 'deleted')) {
                // Its count of children is another one now.
                this.changedRuns.set(change.parent, this.find(change.parent)?.parent ?? null);
            }
            if (this.changedRuns.size > 0) {
                this.timer ??= setTimeout(() => void this.lookAgain(), this.options.pause_ms ?? 100);
            }
        }
        this.changed();
    }

    /** Tells which runs are in sight, so that the active ones among them move. */
    see(ids: readonly string[]): void {
        this.sight = ids;
        this.watch();
    }

    dispose(): void {
        this.setVisible(false);
    }

    protected override changed(): void {
        this.rowCache = null;
        this.byId = null;
        super.changed();
    }

    private async fill(
        branch: Branch,
        era: number,
        query: Parameters<Api['runs']>[1],
        take: (page: RunPage) => void
    ): Promise<void> {
        branch.loading = true;
        this.changed();
        let problem: IProblem | null = null;
        try {
            const page = await this.options.api.runs(this.workspace!, query);
            if (era === this.era) {
                take(page);
            }
        } catch (error) {
            problem = problemOf(error);
        }
        if (era === this.era) {
            branch.loading = false;
            branch.problem = problem;
            this.changed();
        }
    }

    private async fillChildren(parent: string): Promise<void> {
        const branch = this.branches.get(parent);
        if (branch) {
            const limit = Math.min(PAGE_LIMIT, Math.max(this.pageSize, branch.runs.length));
            await this.fill(branch, this.era, { parent, limit }, page => branch.replace(page));
        }
    }

    /** Asks about the runs that changed; those that do not fit the filter any more leave. */
    private async lookAgain(): Promise<void> {
        this.timer = undefined;
        const changed = new Map(this.changedRuns);
        this.changedRuns.clear();
        if (changed.size > MANY) {
            return this.refresh();
        }
        const era = this.era;
        const id = [...changed].filter(([, parent]) => this.shows(parent)).map(([run]) => run);
        if (id.length === 0) {
            return;
        }
        try {
            const page = await this.options.api.runs(this.workspace!, { id, children: true });
            if (era === this.era) {
                page.runs.forEach(run => this.place(run));
                this.changed();
                this.watch();
            }
        } catch {
            // What is shown is old now; the next news load it whole.
            this.interrupted = true;
        }
    }

    /** Whether runs of this parent have a place in the list. */
    private shows(parent: string | null): boolean {
        return parent === null || this.filter.children || this.branches.has(parent);
    }

    /** Puts a run where it belongs, and takes it from where it does not any more. */
    private place(run: Run): void {
        this.trends.take(run);
        if (run.parent) {
            this.branches.get(run.parent)?.put(run);
        }
        if (fits(run, this.filter)) {
            this.top.put(run);
        } else {
            this.top.remove(run.id);
        }
    }

    private remove(id: string): void {
        this.branches.delete(id);
        [this.top, ...this.branches.values()].forEach(branch => branch.remove(id));
    }

    private watch(): void {
        const wanted = this.visible ? this.sight.filter(id => !isFinal(this.find(id)?.status ?? 'Completed')) : [];
        const key = [...wanted].sort().join('\n');
        if (key === this.watched) {
            return;
        }
        this.watched = key;
        this.unwatch();
        this.unwatch =
            this.workspace !== null && wanted.length
                ? this.options.stream.subscribe(
                      { workspace: this.workspace, runs: wanted },
                      { onUpdates: this.takeUpdates, onProblem: this.takeProblem }
                  )
                : () => undefined;
    }

    private readonly takeProblem = (problem: IProblem): void => {
        this.interrupted = true;
        this.top.problem = problem;
        this.changed();
    };

    private readonly takeUpdates = (updates: Update[]): void => {
        if (this.interrupted) {
            this.interrupted = false;
            void this.refresh();
        }
        for (const { record } of updates) {
            const known = record && this.find(record.id);
            if (known) {
                this.place({ ...record, children: record.children ?? known.children });
            }
        }
        this.changed();
        this.watch();
    };
}
