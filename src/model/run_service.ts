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
