import type { IProblem, Metric, Run } from '../schemas';
import type { IPoints } from './chart_data';
import { RunStore } from './run_store';
import { Store } from './store';
import type { ISubscriber, ISubscription } from './stream';

export type Subscribe = (subscription: ISubscription, subscriber: ISubscriber) => () => void;

/** A run on the page. */
export interface IComparedRun {
    id: string;
    /** Which colour and dashes it has, as long as it is on the page. */
    slot: number;
    record: Run | null;
    metrics: ReadonlyMap<string, Metric>;
    series: ReadonlyMap<string, IPoints>;
    /** Why nothing more comes of it: it was deleted, or never was. */
    lost: IProblem | null;
}

interface IEntry {
    store: RunStore;
    slot: number;
    lost: IProblem | null;
    ends: (() => void)[];
}

const GONE: IProblem = { code: 'NotFound', message: 'The run was deleted.', hint: '' };
/** Many runs may change at once; nobody reads faster than this. */
const PAUSE_MS = 60;
/** What the server takes: the length of a name, and how many at once. */
const LONGEST_NAME = 1000;
const MOST_NAMES = 200;

/** The runs that are compared, live: what they are and their last values of all, the points only of metrics in sight. */
export class CompareStore extends Store {
    private entries = new Map<string, IEntry>();
    private readonly names = new Set<string>();
    private fresh = new Set<string>();
    private live = false;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly workspace: string,
        private readonly open: Subscribe,
        runs: readonly string[],
        private readonly points = 1000
    ) {
        super();
        runs.forEach(run => this.add(run));
    }

    /** The ids, in the order they were added. */
    get ids(): string[] {
        return [...this.entries.keys()];
    }

    get runs(): IComparedRun[] {
        return [...this.entries].map(([id, { store, slot, lost }]) => ({
            id,
            slot,
            lost,
            record: store.record,
            metrics: store.metrics,
            series: store.series
        }));
    }

    /** The connection is lost at the moment. */
    get problem(): IProblem | null {
        return [...this.entries.values()].find(entry => !entry.lost && entry.store.problem)?.store.problem ?? null;
    }

    add(id: string): void {
        if (this.entries.has(id)) {
            return;
        }
        const taken = new Set([...this.entries.values()].map(entry => entry.slot));
        let slot = 0;
        while (taken.has(slot)) {
            slot += 1;
        }
        const entry: IEntry = { store: new RunStore(id), slot, lost: null, ends: [] };
        entry.store.subscribe(() => this.changed());
        this.entries.set(id, entry);
        if (this.live) {
            this.begin(id, entry);
        }
        this.changed();
    }

    remove(id: string): void {
        const entry = this.entries.get(id);
        if (entry) {
            end(entry);
            this.entries.delete(id);
            this.changed();
        }
    }

    /** Wants the points of a metric from now on. Charts that come into sight together share a subscription. */
    watch(name: string): void {
        if (this.names.has(name)) {
            return;
        }
        this.names.add(name);
        this.fresh.add(name);
        if (this.live && this.fresh.size === 1) {
            setTimeout(() => this.askFresh());
        }
    }

    /** Begins to listen: the page is in sight. */
    resume(): void {
        if (!this.live) {
            this.live = true;
            this.fresh.clear();
            this.entries.forEach((entry, id) => this.begin(id, entry));
        }
    }

    /** Asks for nothing while the page is hidden. */
    pause(): void {
        this.live = false;
        this.entries.forEach(end);
    }

    dispose(): void {
        this.pause();
        clearTimeout(this.timer);
    }

    private begin(id: string, entry: IEntry): void {
        this.connect(id, entry, { parts: ['record', 'metrics'] });
        if (this.names.size > 0) {
            this.connectSeries(id, entry, this.names);
        }
    }

    private askFresh(): void {
        const names = this.fresh;
        this.fresh = new Set();
        if (this.live && names.size > 0) {
            this.entries.forEach((entry, id) => this.connectSeries(id, entry, names));
        }
    }

    private connectSeries(id: string, entry: IEntry, wanted: ReadonlySet<string>): void {
        const names = [...wanted].filter(canBeAsked);
        for (let at = 0; at < names.length; at += MOST_NAMES) {
            const some = names.slice(at, at + MOST_NAMES);
            this.connect(id, entry, { parts: ['series'], names: some, points: this.points });
        }
    }

    private connect(id: string, entry: IEntry, wanted: Partial<ISubscription>): void {
        if (entry.lost) {
            return;
        }
        const { store } = entry;
        const close = this.open(
            { workspace: this.workspace, run: id, ...wanted },
            {
                onUpdates: updates => {
                    store.apply(updates);
                    entry.lost = store.gone ? GONE : null;
                },
                onProblem: (problem, final) => {
                    entry.lost = final ? problem : entry.lost;
                    store.fail(problem);
                }
            }
        );
        entry.ends.push(close);
    }

    protected override changed(): void {
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            super.changed();
        }, PAUSE_MS);
    }
}

/** Foreign files can hold names that no request can carry; their last values are known all the same. */
function canBeAsked(name: string): boolean {
    return name.length <= LONGEST_NAME && !/[\0\ud800-\udfff]/u.test(name);
}

function end(entry: IEntry): void {
    entry.ends.forEach(close => close());
    entry.ends = [];
}
