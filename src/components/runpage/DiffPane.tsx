import { useCallback, useState } from 'react';
import type { Diff } from '../../schemas';
import { Empty, ErrorBox, useTrans } from '../basics';
import { useRunPage } from './context';
import { useLoad } from './use_load';

/** What differs between the source of the run and the folder it came from, or the source of another run. */
export function DiffPane(): JSX.Element {
    const trans = useTrans();
    const { service } = useRunPage();
    const [against, setAgainst] = useState('');
    const [typed, setTyped] = useState('');
    const loadRecent = useCallback(() => service.recent(), [service]);
    const recent = useLoad(loadRecent);
    const load = useCallback(() => service.diff(against || undefined), [service, against]);
    const diff = useLoad(load);
    return (
        <>
            <form
                className="aml-toolbar"
                onSubmit={event => {
                    event.preventDefault();
                    setAgainst(typed.trim());
                }}
            >
                <label htmlFor="aml-diff-against">{trans.__('Against')}</label>
                <input
                    id="aml-diff-against"
                    list="aml-diff-runs"
                    value={typed}
                    placeholder={trans.__('the folder as it is now, or the id of a run')}
                    onChange={event => {
                        setTyped(event.target.value);
                        if (!event.target.value || recent.value?.some(run => run.id === event.target.value)) {
                            setAgainst(event.target.value);
                        }
                    }}
                />
                <datalist id="aml-diff-runs">
                    {recent.value?.map(run => (
                        <option key={run.id} value={run.id}>
                            {`${run.display_name} · ${run.experiment} · ${run.status}`}
                        </option>
                    ))}
                </datalist>
                <button type="submit" className="aml-button">
                    {trans.__('Compare')}
                </button>
                {diff.loading && <span className="aml-side-note">{trans.__('Loading…')}</span>}
            </form>
            {diff.problem ? (
                <ErrorBox problem={diff.problem} onRetry={diff.reload} />
            ) : (
                diff.value && <Differences diff={diff.value} />
            )}
        </>
    );
}

function Differences({ diff }: { diff: Diff }): JSX.Element {
    const trans = useTrans();
    if (diff.files.length === 0) {
        return <Empty title={trans.__('No difference')}>{diff.against}</Empty>;
    }
    const words = { added: trans.__('added'), removed: trans.__('removed'), modified: trans.__('modified') };
    return (
        <div className="aml-diff">
            <p className="aml-quiet-text">{trans.__('From the run to %1:', diff.against)}</p>
            {diff.files.map(file => (
                <details key={file.path} open={diff.files.length <= 10}>
                    <summary>
                        <span className="aml-mono">{file.path}</span>{' '}
                        <span className="aml-diff-change" data-change={file.change}>
                            {words[file.change]}
                        </span>
                    </summary>
                    {file.diff ? (
                        <Unified text={file.diff} />
                    ) : (
                        <p className="aml-quiet-text">{trans.__('It is no text, or too big to be shown.')}</p>
                    )}
                </details>
            ))}
        </div>
    );
}

const LOOKS: Record<string, string> = { '+': 'added', '-': 'removed', '@': 'place' };

function Unified({ text }: { text: string }): JSX.Element {
    const lines = text.replace(/\n$/, '').split('\n');
    return (
        <pre className="aml-diff-text">
            {lines.map((line, index) => {
                const head = index < 2 && /^(---|\+\+\+) /.test(line);
                return (
                    <div key={index} data-look={head ? 'head' : LOOKS[line[0]]}>
                        {line || ' '}
                    </div>
                );
            })}
        </pre>
    );
}
