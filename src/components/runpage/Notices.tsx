import { isOffline } from '../../model/problem';
import type { RunStore } from '../../model/run_store';
import type { IProblem } from '../../schemas';
import { Ago, ErrorBox, useTrans } from '../basics';

export interface INoticesProps {
    store: RunStore;
    /** Why more than the record could not be read. */
    problem: IProblem | null;
    onRetry: () => void;
}

/** Why what is shown is not what is: the run was deleted, the server is away, the workspace cannot be read. */
export function Notices({ store, problem, onRetry }: INoticesProps): JSX.Element | null {
    const trans = useTrans();
    if (store.gone) {
        return (
            <div className="aml-notice" role="status">
                {trans.__('This run was deleted. What was known of it stays here until the page is closed.')}
            </div>
        );
    }
    if (isOffline(store.problem)) {
        return (
            <div className="aml-notice" role="status">
                {store.problem.message} {store.problem.hint}
                {store.updated > 0 && (
                    <span className="aml-notice-time">
                        {trans.__('Last news:')} <Ago time={new Date(store.updated).toISOString()} />
                    </span>
                )}
            </div>
        );
    }
    const shown = store.problem ?? problem;
    return shown && <ErrorBox problem={shown} onRetry={onRetry} />;
}
