import type { IProblem } from '../schemas';
import { problemOf } from './problem';
import { Store } from './store';

export interface IShortListOptions<T> {
    load: (workspace: string) => Promise<T[]>;
    /** How often to look while somebody does; only when told to, without. */
    interval_ms?: number;
    /** How long news are collected before the server is asked. */
    pause_ms?: number;
}

/** A list that is short enough to be loaded whole, such as the compute targets or the experiments. Nothing is asked for while nobody looks. */
export class ShortList<T> extends Store {
    items: readonly T[] = [];
    loaded = false;
    problem: IProblem | null = null;

    private workspace: string | null = null;
    private visible = false;
    private era = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private soon = false;

    constructor(private readonly options: IShortListOptions<T>) {
        super();
    }

    setWorkspace(folder: string | null): void {
        if (folder === this.workspace) {
            return;
        }
        this.workspace = folder;
        this.items = [];
        this.loaded = false;
        this.problem = null;
        this.changed();
        void this.refresh();
    }

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
        }
    }

    /** Something changed that the list may tell of. */
    tell(): void {
        if (this.visible && !this.soon) {
            this.soon = true;
            this.wait(this.options.pause_ms ?? 1000);
        }
    }

    async refresh(): Promise<void> {
        if (!this.visible || this.workspace === null) {
            return;
        }
        const era = ++this.era;
        clearTimeout(this.timer);
        this.soon = false;
        try {
            const items = await this.options.load(this.workspace);
            if (era !== this.era) {
                return;
            }
            this.items = items;
            this.loaded = true;
            this.problem = null;
        } catch (error) {
            if (era !== this.era) {
                return;
            }
            this.problem = problemOf(error);
        }
        this.changed();
        if (this.options.interval_ms && !this.soon) {
            this.wait(this.options.interval_ms);
        }
    }

    dispose(): void {
        this.setVisible(false);
    }

    private wait(time_ms: number): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.refresh(), time_ms);
    }
}
