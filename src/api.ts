import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ApiError, OFFLINE } from './model/problem';
import type { ISocket, ISubscription } from './model/stream';
import type {
    Compute,
    ComputeKind,
    Experiment,
    Run,
    RunDetail,
    RunPage,
    Series,
    SubmissionCheck,
    Update,
    WorkspaceList
} from './schemas';

const ROOT = 'aml/v1';

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** What `listRuns` can ask for. */
export interface IRunQuery {
    id?: string[];
    experiment?: string;
    status?: string[];
    compute?: string;
    tag?: string[];
    text?: string;
    parent?: string;
    children?: boolean;
    order?: string;
    descending?: boolean;
    limit?: number;
    cursor?: string | null;
}

/** The values of a submission form. */
export interface ISubmission {
    folder?: string;
    fields: Record<string, unknown>;
    resubmit?: string;
}

/** The routes of the server extension. Only this file, and what pages load beside it (`run_api.ts`, `asset_api.ts`), know URLs. */
export class Api {
    constructor(readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {}

    workspaces = (folder?: string): Promise<WorkspaceList> => this.get('workspaces', { folder });

    computeKinds = async (): Promise<ComputeKind[]> =>
        (await this.get<{ kinds: ComputeKind[] }>('compute-kinds')).kinds;
    compute = async (workspace: string): Promise<Compute[]> =>
        (await this.get<{ compute: Compute[] }>('compute', { workspace })).compute;
    createCompute = (workspace: string, name: string, type: string, settings: object): Promise<Compute> =>
        this.send('POST', 'compute', { workspace }, { name, type, settings });
    updateCompute = (workspace: string, name: string, settings: object): Promise<Compute> =>
        this.send('PATCH', `compute/${part(name)}`, { workspace }, { settings });
    deleteCompute = (workspace: string, name: string): Promise<void> =>
        this.send('DELETE', `compute/${part(name)}`, { workspace });
    actOnCompute = (workspace: string, name: string, action: 'start' | 'stop' | 'default'): Promise<Compute> =>
        this.send('POST', `compute/${part(name)}/${action}`, { workspace });

    experiments = async (workspace: string): Promise<Experiment[]> =>
        (await this.get<{ experiments: Experiment[] }>('experiments', { workspace })).experiments;

    runs = (workspace: string, query: IRunQuery = {}): Promise<RunPage> => this.get('runs', { workspace, ...query });
    run = (workspace: string, run: string): Promise<RunDetail> => this.get(`runs/${part(run)}`, { workspace });
    editRun = (
        workspace: string,
        run: string,
        change: { display_name?: string; description?: string; tags?: Record<string, string | null> }
    ): Promise<Run> => this.send('PATCH', `runs/${part(run)}`, { workspace }, change);
    deleteRun = (workspace: string, run: string): Promise<void> =>
        this.send('DELETE', `runs/${part(run)}`, { workspace });
    actOnRun = (workspace: string, run: string, action: 'cancel' | 'retry'): Promise<Run> =>
        this.send('POST', `runs/${part(run)}/${action}`, { workspace });

    series = async (
        workspace: string,
        run: string,
        query: { name: string[]; points?: number; x?: 'step' | 'time'; from?: number; to?: number; attempt?: number }
    ): Promise<Series[]> =>
        (await this.get<{ series: Series[] }>(`runs/${part(run)}/series`, { workspace, ...query })).series;
    submitSchema = (workspace: string): Promise<Record<string, unknown>> => this.get('submit/schema', { workspace });
    checkSubmission = (workspace: string, submission: ISubmission): Promise<SubmissionCheck> =>
        this.send('POST', 'submit/check', { workspace }, submission);
    submit = (workspace: string, submission: ISubmission): Promise<Run> =>
        this.send('POST', 'submit', { workspace }, submission);

    /** What an address must carry where the browser asks by itself. */
    get token(): string | undefined {
        return this.settings.appendToken ? this.settings.token : undefined;
    }

    /** Opens the connection for live views. */
    connect = (): ISocket => {
        const token = this.settings.appendToken ? `?token=${encodeURIComponent(this.settings.token)}` : '';
        return new this.settings.WebSocket(
            URLExt.join(this.settings.wsUrl, ROOT, 'stream') + token
        ) as unknown as ISocket;
    };

    poll = async (
        subscription: ISubscription,
        cursor: string | null
    ): Promise<{ cursor: string; updates: Update[] }> => {
        const { workspace, run, runs, parts: part_, names, points, log, tail } = subscription;
        if (run) {
            const query = { workspace, cursor, part: part_, name: names, points, log, tail };
            return this.get(`runs/${part(run)}/feed`, query);
        }
        const page = await this.runs(workspace, { id: runs ?? [] });
        return { cursor: '', updates: page.runs.map(record => ({ record })) };
    };

    async send<T>(method: string, path: string, query: Query, body?: object): Promise<T> {
        const response = await this.raw(method, path, query, {}, body);
        return (response.status === 204 ? undefined : await response.json()) as T;
    }

    private get<T>(path: string, query: Query | object = {}): Promise<T> {
        return this.send('GET', path, query as Query);
    }

    /** The answer itself; what is no success is thrown. */
    async raw(
        method: string,
        path: string,
        query: Query,
        headers: Record<string, string> = {},
        body?: object
    ): Promise<Response> {
        const init = { method, headers, body: body && JSON.stringify(body) };
        const response = await ServerConnection.makeRequest(this.url(path, query), init, this.settings).catch(
            unreachable
        );
        if (!response.ok) {
            throw new ApiError(response.status, await response.json().catch(() => ({})));
        }
        return response;
    }

    /** The address of a route; the browser itself may ask there, for a picture or a download. */
    url(path: string, query: Query): string {
        const search = new URLSearchParams();
        for (const [key, value] of Object.entries(query)) {
            if (Array.isArray(value)) {
                value.forEach(item => search.append(key, item));
            } else if (value !== undefined && value !== null && value !== '') {
                search.append(key, String(value));
            }
        }
        const text = search.toString();
        return URLExt.join(this.settings.baseUrl, ROOT, path) + (text ? `?${text}` : '');
    }
}

function unreachable(error: unknown): never {
    throw new ApiError(0, {
        code: OFFLINE,
        message: 'The server does not answer.',
        hint: 'Look whether it runs; then try again.',
        details: { message: String(error) }
    });
}

/** Names of files may hold bytes that are no text, which no address can carry: the server says then that there is no such file. */
export function part(text: string): string {
    return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));
}

export function parts(path: string): string {
    return path.split('/').map(part).join('/');
}
