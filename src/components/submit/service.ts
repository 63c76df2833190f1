import type { ISubmission } from '../../api';
import type { ShortList } from '../../model/short_list';
import type { Compute, Run, SubmissionCheck } from '../../schemas';

/** What the form needs from the server and from the lab around it. */
export interface ISubmitService {
    schema(): Promise<Record<string, unknown>>;
    check(submission: ISubmission): Promise<SubmissionCheck>;
    submit(submission: ISubmission): Promise<Run>;
    /** The compute targets, as busy as they are now. */
    compute: ShortList<Compute>;
    /** Lets the user choose a file; null if nothing was chosen. */
    pick?: () => Promise<string | null>;
}

/** Puts the line into a cell of the notebook that was used last. */
export interface IInsert {
    /** Names the notebook. */
    label: string;
    insert: (submission: ISubmission) => Promise<void>;
}
