import type { Event } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Api } from '../api';
import type { ISubscriber, ISubscription, Stream } from '../model/stream';
import type { IProblem, Workspace, WorkspaceList } from '../schemas';
import type { IAml, IAssetChange, IRunChange } from '../tokens';

/** The `$id`s of our events on the bus of the server. */
const RUN_EVENT = 'https://jupyterlab-aml.invalid/events/run/v1';
const ASSET_EVENT = 'https://jupyterlab-aml.invalid/events/assets/v1';

/** Connects what the server tells with whoever wants to know. */
export class Aml implements IAml {
    workspace: Workspace | null = null;
    workspaces: readonly Workspace[] = [];
    problem: IProblem | null = null;
    /** Version of the package on the server, as soon as it answered. */
    serverVersion: string | null = null;
    readonly stream: Pick<Stream, 'subscribe'> = { subscribe: (wanted, who) => this.subscribe(wanted, who) };

    /** Where the file browser was last, and the workspace that is meant there. */
    private place = '';
    private meant: string | null = null;
    private live: Promise<Stream> | null = null;
    private readonly workspaceSignal = new Signal<this, Workspace>(this);
    private readonly runSignal = new Signal<this, IRunChange>(this);
    private readonly assetSignal = new Signal<this, IAssetChange>(this);
    private readonly refreshedSignal = new Signal<this, void>(this);

    constructor(
        readonly api: Api,
        private readonly explain: (error: unknown) => IProblem
    ) {}

    get workspaceChanged(): ISignal<this, Workspace> {
        return this.workspaceSignal;
    }

    get runChanged(): ISignal<this, IRunChange> {
        return this.runSignal;
    }

    get assetChanged(): ISignal<this, IAssetChange> {
        return this.assetSignal;
    }

    get refreshed(): ISignal<this, void> {
        return this.refreshedSignal;
    }

    async refresh(folder = this.workspace?.folder): Promise<Workspace> {
        const known = this.workspaces.find(workspace => workspace.folder === folder);
        const { workspaces, version } = await this.ask(known?.path ?? '');
        const found = workspaces.find(workspace => workspace.folder === folder) ?? workspaces[0];
        this.serverVersion = version;
        this.meet(workspaces);
        this.choose(found);
        return found;
    }

    async follow(place: string): Promise<void> {
        if (place === this.place || this.workspace === null) {
            return;
        }
        this.place = place;
        const { workspaces } = await this.api.workspaces(place);
        const meant = workspaces[0];
        const before = this.meant ?? this.workspace.folder;
        if (place === this.place && meant.exists && meant.folder !== before) {
            this.meant = meant.folder;
            this.meet(workspaces);
            this.choose(meant);
        }
    }

    /** Takes in an event of the server; only our own are looked at. */
    receive(event: Event.Emission): void {
        if (event.schema_id === RUN_EVENT) {
            this.runSignal.emit(event as unknown as IRunChange);
        } else if (event.schema_id === ASSET_EVENT) {
            this.assetSignal.emit(event as unknown as IAssetChange);
        }
    }

    /** The stream is loaded for the first who wants to see something live. */
    private subscribe(wanted: ISubscription, who: ISubscriber): () => void {
        let over = false;
        let end = () => {
            over = true;
        };
        this.live ??= import('../model/stream').then(({ Stream }) => new Stream(this.api));
        this.live.then(
            stream => {
                if (!over) {
                    end = stream.subscribe(wanted, who);
                }
            },
            error => {
                this.live = null;
                who.onProblem?.(this.explain(error), true);
            }
        );
        return () => end();
    }

    /** Those that were met elsewhere can still be chosen. */
    private meet(workspaces: readonly Workspace[]): void {
        const told = new Set(workspaces.map(({ folder }) => folder));
        this.workspaces = [
            ...workspaces,
            ...this.workspaces.filter(({ folder, exists }) => exists && !told.has(folder))
        ];
    }

    private choose(workspace: Workspace): void {
        const before = this.workspace?.folder;
        this.workspace = workspace;
        if (workspace.folder !== before) {
            this.workspaceSignal.emit(workspace);
        } else {
            this.refreshedSignal.emit();
        }
    }

    private async ask(place: string): Promise<WorkspaceList> {
        try {
            const answer = await this.askThere(place);
            this.problem = null;
            return answer;
        } catch (error) {
            this.problem = this.explain(error);
            if (this.workspace === null) {
                this.refreshedSignal.emit();
            }
            throw error;
        }
    }

    /** The folder of a workspace may be gone: then one looks from the root, as at the start. */
    private async askThere(place: string): Promise<WorkspaceList> {
        try {
            return await this.api.workspaces(place);
        } catch (error) {
            if (place === '') {
                throw error;
            }
            return this.api.workspaces('');
        }
    }
}
