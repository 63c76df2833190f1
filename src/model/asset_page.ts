import type { DataPreview, IProblem } from '../schemas';
import type { AssetKind, Detailed } from './assets';
import { problemOf } from './problem';
import { Store } from './store';

/** What can be changed of a version; null removes a tag. */
export interface ILabels {
    description?: string;
    tags?: Record<string, string | null>;
}

/** What the page of one name asks the server. Without a version it is about the newest. */
export interface IAssetService {
    detail(version?: string): Promise<Detailed>;
    edit(version: string, change: ILabels): Promise<Detailed>;
    /** The first rows or files of data. */
    preview(version: string, rows: number): Promise<DataPreview>;
    /** Where a file of a model is downloaded from. */
    fileUrl(version: string, path: string): string;
}

/** One version of something, as it is now while somebody looks. */
export class AssetPageStore extends Store {
    detail: Detailed | null = null;
    problem: IProblem | null = null;
    /** The version that is shown was deleted; what is known of it stays. */
    gone = false;

    private visible = false;
    private era = 0;

    /** `wanted` is the version that is to be shown; undefined is the newest. */
    constructor(
        readonly kind: AssetKind,
        readonly name: string,
        private readonly service: IAssetService,
        private wanted?: string
    ) {
        super();
    }

    /** The version that is shown, or is to be; undefined as long as the newest is not known. */
    get chosen(): string | undefined {
        return this.wanted ?? this.detail?.version;
    }

    show(version: string | undefined): void {
        if (version !== this.wanted) {
            this.wanted = version;
            this.gone = false;
            this.changed();
        }
        void this.refresh();
    }

    setVisible(visible: boolean): void {
        this.visible = visible;
        if (visible) {
            void this.refresh();
        }
    }

    async refresh(): Promise<void> {
        if (!this.visible) {
            return;
        }
        const era = ++this.era;
        try {
            const detail = await this.service.detail(this.wanted);
            this.take(era, () => {
                this.detail = detail;
                this.gone = false;
                this.problem = null;
            });
        } catch (error) {
            const problem = problemOf(error);
            this.take(era, () => {
                this.gone = problem.code === 'NotFound' && this.detail !== null && this.detail.version === this.chosen;
                this.problem = this.gone ? null : problem;
            });
        }
    }

    /** Changes tags or the description; what is refused is thrown. */
    async edit(change: ILabels): Promise<void> {
        const detail = await this.service.edit(this.chosen!, change);
        this.take(++this.era, () => {
            this.detail = detail;
        });
    }

    private take(era: number, change: () => void): void {
        if (era === this.era) {
            change();
            this.changed();
        }
    }
}
