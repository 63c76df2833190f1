import { useTrans } from './trans';

export interface IProgressProps {
    done: number;
    total: number;
    what?: string | null;
}

/** How far something has come. */
export function Progress({ done, total, what }: IProgressProps): JSX.Element {
    const trans = useTrans();
    const part = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
    return (
        <div
            className="aml-progress"
            role="progressbar"
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={done}
            aria-label={what ?? trans.__('Progress')}
        >
            <div className="aml-progress-bar">
                <div style={{ width: `${100 * part}%` }} />
            </div>
            <span className="aml-progress-text">
                {done}/{total}
                {what ? ` ${what}` : ''}
            </span>
        </div>
    );
}
