import type { ISubmission } from '../../api';
import type { Compute, Run, SubmissionCheck } from '../../schemas';

/** What the form needs from the server and from the lab around it. */
export interface ISubmitService {
    schema(): Promise<Record<string, unknown>>;
    check(submission: ISubmission): Promise<SubmissionCheck>;
    submit(submission: ISubmission): Promise<Run>;
    compute(): Promise<Compute[]>;
    /** Lets the user choose a file; null if there is no way to, or nothing was chosen. */
    pick?: () => Promise<string | null>;
    /** Puts a line into a cell of the notebook that was used last; absent where there is none. */
    insert?: (line: string) => Promise<void>;
}
