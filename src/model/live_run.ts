import type { FeedPart, Update } from '../schemas';
import { RunStore } from './run_store';
import type { Stream } from './stream';

/** What a view wants to be told of. */
export interface IWant {
    parts: FeedPart[];
    names?: string[];
    points?: number;
    log?: string;
    tail?: number;
    /** Gets the updates as they come, beside the store. */
    onUpdates?: (updates: Update[]) => void;
}

/** One run as it is now, for as long as somebody looks: each view says what it wants, and nothing is asked for while the page is hidden. */
export class LiveRun {
    readonly store: RunStore;
    private readonly wants = new Map<IWant, (() => void) | null>();
    private visible = false;

    constructor(
        private readonly stream: Pick<Stream, 'subscribe'>,
        private readonly workspace: string,
        readonly run: string
    ) {
        this.store = new RunStore(run);
    }

    /** Begins to tell what is wanted; returns how to end that. */
    want(want: IWant): () => void {
        this.wants.set(want, this.visible ? this.subscribe(want) : null);
        return () => {
            this.wants.get(want)?.();
            this.wants.delete(want);
        };
    }

    setVisible(visible: boolean): void {
        if (visible === this.visible) {
            return;
        }
        this.visible = visible;
        for (const [want, end] of this.wants) {
            end?.();
            this.wants.set(want, visible ? this.subscribe(want) : null);
        }
    }

    private subscribe({ onUpdates, ...want }: IWant): () => void {
        return this.stream.subscribe(
            { workspace: this.workspace, run: this.run, ...want },
            {
                onUpdates: updates => {
                    this.store.apply(updates);
                    onUpdates?.(updates);
                },
                onProblem: problem => this.store.fail(problem)
            }
        );
    }
}
