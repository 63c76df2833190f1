import type { Api } from '../api';
import type { Diff, File, FilePage, LogLines, Run, RunDetail, RunPage, Series, Snapshot } from '../schemas';
import type { ISeriesQuery } from './series_loader';

/** What lines of a log look like errors, or hold a text. */
export interface ILogHits {
    lines: number[];
    total: number;
    complete: boolean;
}

export interface ILogQuery {
    text?: string;
    case?: boolean;
    regex?: boolean;
    limit?: number;
}

/** What the page of one run asks the server. */
export interface IRunService {
    detail(): Promise<RunDetail>;
    edit(change: { display_name?: string; description?: string; tags?: Record<string, string | null> }): Promise<Run>;
    logs(): Promise<File[]>;
    logLines(name: string, line: number, count: number): Promise<LogLines>;
    searchLog(name: string, query: ILogQuery): Promise<ILogHits>;
    files(cursor?: string | null): Promise<FilePage>;
    fileText(path: string, bytes: number): Promise<string>;
    fileUrl(path: string, download?: boolean): string;
    series(query: ISeriesQuery): Promise<Series[]>;
    imageUrl(path: string): string;
    snapshot(): Promise<Snapshot>;
    snapshotText(path: string): Promise<string>;
    diff(against?: string): Promise<Diff>;
    /** A page of the runs this run made, the newest first. */
    children(cursor: string | null): Promise<RunPage>;
    /** The newest other runs, to choose one to compare with. */
    recent(): Promise<Run[]>;
}

/** Binds the routes of the server to one run. */
export function runService(api: Api, workspace: string, run: string): IRunService {
    return {
        detail: () => api.run(workspace, run),
        edit: change => api.editRun(workspace, run, change),
        logs: () => api.logs(workspace, run),
        logLines: (name, line, count) => api.logLines(workspace, run, name, line, count),
        searchLog: (name, query) => api.searchLog(workspace, run, name, query),
        files: cursor => api.files(workspace, run, cursor),
        fileText: (path, bytes) => api.fileText(workspace, run, path, bytes),
        fileUrl: (path, download) => api.fileUrl(workspace, run, path, download),
        series: query => api.series(workspace, run, query),
        imageUrl: path => api.fileUrl(workspace, run, path),
        snapshot: () => api.snapshot(workspace, run),
        snapshotText: path => api.snapshotText(workspace, run, path),
        diff: against => api.diff(workspace, run, against),
        children: cursor => api.runs(workspace, { parent: run, limit: 1000, cursor }),
        recent: async () =>
            (await api.runs(workspace, { limit: 30, children: true })).runs.filter(other => other.id !== run)
    };
}
