import type { CompareStore, IComparedRun } from '../../model/compare_store';
import { StatusMark } from '../basics/StatusMark';
import { MiddleEllipsis } from '../basics/texts';
import { useTrans } from '../basics/trans';
import { Swatch } from '../charts/palette';
import { AddRun } from './AddRun';
import { nameOf } from './names';
import type { ICompareService } from './service';

export interface IRunChipsProps {
    runs: readonly IComparedRun[];
    hidden: ReadonlySet<string>;
    onToggle: (id: string) => void;
    store: CompareStore;
    service: ICompareService;
}

/** The runs on the page, each in its colour: the legend of all curves, and where runs are added and taken away. */
export function RunChips({ runs, hidden, onToggle, store, service }: IRunChipsProps): JSX.Element {
    const trans = useTrans();
    return (
        <div className="aml-run-chips">
            <ul aria-label={trans.__('Compared runs')}>
                {runs.map(run => (
                    <li key={run.id} className="aml-run-chip" data-lost={run.lost !== null}>
                        <button
                            type="button"
                            aria-pressed={!hidden.has(run.id)}
                            aria-label={trans.__('Curves of %1', nameOf(run))}
                            title={trans.__('Show or hide the curves')}
                            disabled={run.lost !== null}
                            onClick={() => onToggle(run.id)}
                        >
                            <Swatch slot={run.slot} />
                        </button>
                        {run.record && <StatusMark status={run.record.status} reason={run.record.status_reason} />}
                        {run.lost ? (
                            <span role="status">
                                {trans.__('%1 is no longer there', nameOf(run))}: {run.lost.message}
                            </span>
                        ) : (
                            <button
                                type="button"
                                className="aml-run-chip-name"
                                title={trans.__('Open %1', run.id)}
                                onClick={() => service.openRun(run.id)}
                            >
                                <MiddleEllipsis text={nameOf(run)} tail={10} />
                            </button>
                        )}
                        <button
                            type="button"
                            aria-label={trans.__('Take %1 off the page', nameOf(run))}
                            title={trans.__('Take off the page')}
                            onClick={() => store.remove(run.id)}
                        >
                            ×
                        </button>
                    </li>
                ))}
            </ul>
            <AddRun known={runs.map(run => run.id)} service={service} onAdd={id => store.add(id)} />
        </div>
    );
}
