import type { Event } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Api } from '../api';
import { Stream } from '../model/stream';
import type { IProblem, Workspace, WorkspaceList } from '../schemas';
import type { IAml, IRunChange } from '../tokens';

/** The `$id` of our events on the bus of the server. */
const RUN_EVENT = 'https://jupyterlab-aml.invalid/events/run/v1';

/** Connects what the server tells with whoever wants to know. */
export class Aml implements IAml {
    workspace: Workspace | null = null;
    workspaces: readonly Workspace[] = [];
    problem: IProblem | null = null;
    /** Version of the package on the server, as soon as it answered. */
    serverVersion: string | null = null;
    readonly stream: Stream;

    private readonly workspaceSignal = new Signal<this, Workspace>(this);
    private readonly runSignal = new Signal<this, IRunChange>(this);
    private readonly refreshedSignal = new Signal<this, void>(this);

    constructor(
        readonly api: Api,
        private readonly explain: (error: unknown) => IProblem
    ) {
        this.stream = new Stream({ connect: api.connect, poll: api.poll });
    }

    get workspaceChanged(): ISignal<this, Workspace> {
        return this.workspaceSignal;
    }

    get runChanged(): ISignal<this, IRunChange> {
        return this.runSignal;
    }

    get refreshed(): ISignal<this, void> {
        return this.refreshedSignal;
    }

    async refresh(folder?: string): Promise<Workspace> {
        const { workspaces, version } = await this.ask();
        const wanted = folder ?? this.workspace?.folder;
        const found = workspaces.find(workspace => workspace.folder === wanted) ?? workspaces[0];
        const before = this.workspace?.folder;
        this.serverVersion = version;
        this.workspaces = workspaces;
        this.workspace = found;
        if (found.folder !== before) {
            this.workspaceSignal.emit(found);
        } else {
            this.refreshedSignal.emit();
        }
        return found;
    }

    /** Takes in an event of the server; only our own are looked at. */
    receive(event: Event.Emission): void {
        if (event.schema_id === RUN_EVENT) {
            this.runSignal.emit(event as unknown as IRunChange);
        }
    }

    private async ask(): Promise<WorkspaceList> {
        try {
            const answer = await this.api.workspaces();
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
}
