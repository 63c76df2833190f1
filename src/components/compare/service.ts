import type { ISeriesQuery } from '../../model/series_loader';
import type { Run, Series } from '../../schemas';

/** What the page asks of the world around it. */
export interface ICompareService {
    /** Runs to choose from: `api.runs(workspace, {text, limit})`. */
    search(text: string): Promise<Run[]>;
    openRun(id: string): void;
    /** Points of a run's metrics in detail. */
    series(run: string, query: ISeriesQuery): Promise<Series[]>;
}
