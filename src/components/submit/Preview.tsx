import { useMemo, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { IProblem, SubmissionCheck } from '../../schemas';
import { CopyButton, ErrorBox, formatBytes, useTrans } from '../basics';
import type { IFieldProblem } from '../form/SchemaForm';

const SHOWN = 200;

export interface IPreviewProps {
    check: SubmissionCheck | null;
    checking: boolean;
    problems: readonly IFieldProblem[];
    insert?: { label: string; insert: () => Promise<void> };
}

/** What the submission comes to: the line that does the same, what is wrong, and what will be sent. */
export function Preview({ check, checking, problems, insert }: IPreviewProps): JSX.Element {
    const trans = useTrans();
    const [refused, setRefused] = useState<IProblem | null>(null);
    const write = () =>
        insert?.insert().then(
            () => setRefused(null),
            error => setRefused(problemOf(error))
        );
    return (
        <aside className="aml-preview" aria-busy={checking} aria-label={trans.__('What will be submitted')}>
            <h3>{trans.__('The same as a line')}</h3>
            {check ? (
                <>
                    <pre className="aml-line">{check.line}</pre>
                    <div className="aml-preview-actions">
                        <CopyButton text={check.line} label={trans.__('Copy')} />
                        {insert && (
                            <button type="button" className="aml-button aml-quiet" onClick={() => void write()}>
                                {insert.label}
                            </button>
                        )}
                    </div>
                    {refused && <ErrorBox problem={refused} />}
                </>
            ) : (
                <div className="aml-faint">{trans.__('Looking…')}</div>
            )}
            {problems.map(problem => (
                <div key={problem.message} className="aml-form-problem" role="alert">
                    {problem.message} {problem.hint}
                </div>
            ))}
            {check?.notes?.map(note => (
                <div key={note} className="aml-note">
                    {note}
                </div>
            ))}
            {check?.snapshot && <SnapshotPlan plan={check.snapshot} />}
        </aside>
    );
}

function SnapshotPlan({ plan }: { plan: NonNullable<SubmissionCheck['snapshot']> }): JSX.Element {
    const trans = useTrans();
    const [open, setOpen] = useState(false);
    const skipped = useMemo(() => Object.entries(plan.skipped), [plan.skipped]);
    const shown = plan.files.slice(0, open ? plan.files.length : SHOWN);
    return (
        <>
            <h3>{trans.__('What will be sent')}</h3>
            <div className={plan.over_limit ? 'aml-form-problem' : undefined}>
                {trans._n('%1 file', '%1 files', plan.file_count)}, {formatBytes(plan.size_bytes)}
                {plan.folder ? <span className="aml-faint"> {trans.__('from %1', plan.folder)}</span> : null}
            </div>
            <ul className="aml-plan">
                {shown.map(file => (
                    <li key={file.path}>
                        <span className="aml-plan-path" title={file.path}>
                            {file.path}
                        </span>
                        <span className="aml-faint">{formatBytes(file.size)}</span>
                    </li>
                ))}
            </ul>
            {plan.files.length > shown.length && (
                <button type="button" className="aml-button aml-quiet" onClick={() => setOpen(true)}>
                    {trans.__('Show %1 more', plan.files.length - shown.length)}
                </button>
            )}
            {plan.file_count > plan.files.length && (
                <div className="aml-faint">{trans.__('… and %1 more', plan.file_count - plan.files.length)}</div>
            )}
            {plan.ignored.length > 0 && (
                <details>
                    <summary>{trans.__('Left out: %1', plan.ignored.length)}</summary>
                    <ul className="aml-plan aml-faint">
                        {plan.ignored.slice(0, SHOWN).map(path => (
                            <li key={path}>{path}</li>
                        ))}
                    </ul>
                </details>
            )}
            {skipped.length > 0 && (
                <details open>
                    <summary>{trans.__('Cannot be sent: %1', skipped.length)}</summary>
                    <ul className="aml-plan">
                        {skipped.map(([path, reason]) => (
                            <li key={path}>
                                {path}: {reason}
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </>
    );
}
