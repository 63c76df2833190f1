import type { IProblem, LogUpdate, Metric, Run, SeriesUpdate, Update } from '../schemas';
import { Points } from './points';
import { Store } from './store';

/** Characters of the log that are kept for the tail; the whole log is read by line number. */
const LOG_KEPT = 200_000;

/** The end of a log. */
export interface ILogTail {
    name: string;
    text: string;
    size: number;
    attempt?: number;
}

/**
 * What is known of one run. The server's stream and the widget's traits fill it with the same updates; views read it and are told of changes.
 *
 * Maps and points change in place; `version` tells that something did, for `useSyncExternalStore`.
 */
export class RunStore extends Store {
    record: Run | null = null;
    readonly metrics = new Map<string, Metric>();
    readonly series = new Map<string, Points>();
    readonly system = new Map<string, Points>();
    readonly children = new Map<string, Run>();
    log: ILogTail | null = null;
    /** The run was deleted. */
    gone = false;
    /** Why nothing comes any more, or does not come at the moment. */
    problem: IProblem | null = null;
    /** When the last update came, in milliseconds since 1970. */
    updated = 0;

    constructor(readonly id: string) {
        super();
    }

    apply(updates: readonly Update[]): void {
        for (const update of updates) {
            this.take(update);
        }
        this.problem = null;
        this.updated = Date.now();
        this.changed();
    }

    fail(problem: IProblem | null): void {
        this.problem = problem;
        this.changed();
    }

    private take(update: Update): void {
        if (update.record) {
            if (this.record && this.record.attempt !== update.record.attempt) {
                this.series.clear();
                this.system.clear();
                this.metrics.clear();
            }
            this.record = update.record;
            this.gone = false; // a folder that was away can be back
        }
        update.metrics?.forEach(metric => this.metrics.set(metric.name, metric));
        update.children?.forEach(child => this.children.set(child.id, child));
        takeSeries(this.series, update.series);
        takeSeries(this.system, update.system);
        if (update.log) {
            this.log = nextTail(this.log, update.log);
        }
        if (update.gone) {
            this.gone = true;
        }
    }
}

function takeSeries(target: Map<string, Points>, updates: readonly SeriesUpdate[] | undefined): void {
    updates?.forEach(update => {
        const points = target.get(update.name) ?? new Points();
        target.set(update.name, points);
        points.take(update);
    });
}

function nextTail(before: ILogTail | null, update: LogUpdate): ILogTail {
    const text = (update.reset || !before || before.name !== update.name ? '' : before.text) + update.text;
    const cut = text.length > LOG_KEPT ? text.indexOf('\n', text.length - LOG_KEPT) + 1 : 0;
    return { name: update.name, text: text.slice(cut), size: update.size, attempt: update.attempt };
}
