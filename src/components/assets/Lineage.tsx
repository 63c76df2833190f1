import { useState } from 'react';
import type { Detailed } from '../../model/assets';
import type { RunLink } from '../../schemas';
import { Empty, MiddleEllipsis, StatusMark, useTrans } from '../basics';
import { useAssetPage } from './context';

/** Runs that can be taken in at once. */
const FEW = 10;

/** Where it comes from, and where it went. */
export function Lineage({ detail }: { detail: Detailed }): JSX.Element {
    const trans = useTrans();
    const [all, setAll] = useState(false);
    const { run, used_by: uses } = detail;
    const shown = all ? uses : uses.slice(0, FEW);
    return (
        <section className="aml-lineage" aria-label={trans.__('Lineage')}>
            {run && (
                <div>
                    <h3>{trans.__('Made by')}</h3>
                    <ul className="aml-fact-list">
                        <RunLine run={run} />
                    </ul>
                </div>
            )}
            <div>
                <h3>
                    {uses.length ? trans._n('Used by %1 run', 'Used by %1 runs', uses.length) : trans.__('Used by')}
                </h3>
                {uses.length === 0 ? (
                    <Empty title={trans.__('No run has used this version')} />
                ) : (
                    <ul className="aml-fact-list">
                        {shown.map(each => (
                            <RunLine key={each.id} run={each} />
                        ))}
                    </ul>
                )}
                {uses.length > shown.length && (
                    <button type="button" className="aml-button aml-quiet" onClick={() => setAll(true)}>
                        {trans.__('Show %1 more', uses.length - shown.length)}
                    </button>
                )}
            </div>
        </section>
    );
}

function RunLine({ run }: { run: RunLink }): JSX.Element {
    const trans = useTrans();
    const { actions } = useAssetPage();
    if (run.display_name === null) {
        return (
            <li className="aml-words">
                <span className="aml-mono">{run.id}</span>
                <span className="aml-faint">{trans.__('deleted')}</span>
            </li>
        );
    }
    return (
        <li className="aml-words">
            {run.status && <StatusMark status={run.status} />}
            <button type="button" className="aml-link" onClick={() => actions.openRun(run.id)}>
                <MiddleEllipsis text={run.display_name} />
            </button>
            <span className="aml-faint">{run.experiment}</span>
        </li>
    );
}
