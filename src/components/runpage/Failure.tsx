import type { Run, RunDetail } from '../../schemas';
import { CopyButton, useTrans } from '../basics';
import { errorOf } from './Story';

export interface IFailureProps {
    run: Run;
    place: RunDetail['code_line'];
    onOpenCode: (path: string, line: number) => void;
}

/** Why a run failed: its error, and the line of the user's own code it came from. */
export function Failure({ run, place, onOpenCode }: IFailureProps): JSX.Element | null {
    const trans = useTrans();
    const message = errorOf(run);
    if (run.status !== 'Failed' || (!message && !place)) {
        return null;
    }
    return (
        <section className="aml-failure" aria-label={trans.__('Error')}>
            {message && <pre className="aml-failure-message">{message}</pre>}
            {place && (
                <div className="aml-failure-place">
                    <button type="button" className="aml-link" onClick={() => onOpenCode(place.path, place.line)}>
                        {trans.__('%1, line %2', place.path, place.line)}
                    </button>
                    {place.text && <code>{place.text}</code>}
                </div>
            )}
            {message && <CopyButton text={message} label={trans.__('Copy the error')} />}
        </section>
    );
}
