import type { Run } from '../../schemas';

/** What the page asks of the world around it. */
export interface ICompareService {
    /** Runs to choose from: `api.runs(workspace, {text, limit})`. */
    search(text: string): Promise<Run[]>;
    openRun(id: string): void;
}
