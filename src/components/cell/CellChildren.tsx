import { bestOf, lowerIsBetter, metricNames, metricOf, orderChildren } from '../../model/child_rows';
import type { Run } from '../../schemas';
import { formatNumber, MiddleEllipsis, RunDuration, StatusMark, useTrans } from '../basics';

const MOST_METRICS = 3;

export interface ICellChildrenProps {
    children_: readonly Run[];
    rows: number;
    onOpen?: (run: string) => void;
}

/** The runs of a sweep or a pipeline, the best so far on top, then the newest. */
export function CellChildren({ children_, rows, onOpen }: ICellChildrenProps): JSX.Element | null {
    const trans = useTrans();
    if (children_.length === 0) {
        return null;
    }
    const metrics = metricNames(children_).slice(0, MOST_METRICS);
    const best = metrics.length ? bestOf(children_, metrics[0], lowerIsBetter(metrics[0])) : null;
    const newest = orderChildren(children_, { column: 'created', descending: true }, Date.now());
    const ordered = best ? [best, ...newest.filter(child => child !== best)] : newest;
    const left = ordered.length - rows;
    return (
        <div className="aml-cell-children">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{trans._n('%1 child run', '%1 child runs', children_.length)}</th>
                        <th scope="col">{trans.__('Status')}</th>
                        <th scope="col">{trans.__('Duration')}</th>
                        {metrics.map(name => (
                            <th scope="col" key={name} data-number>
                                <MiddleEllipsis text={name} />
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {ordered.slice(0, rows).map(child => (
                        <tr key={child.id} data-best={child === best || undefined}>
                            <td>
                                {onOpen ? (
                                    <button type="button" className="aml-cell-link" onClick={() => onOpen(child.id)}>
                                        <MiddleEllipsis text={child.display_name} />
                                    </button>
                                ) : (
                                    <MiddleEllipsis text={child.display_name} />
                                )}
                                {child === best && <span className="aml-cell-best">★ {trans.__('best so far')}</span>}
                            </td>
                            <td>
                                <StatusMark status={child.status} reason={child.status_reason} label />
                            </td>
                            <td>
                                <RunDuration run={child} />
                            </td>
                            {metrics.map(name => (
                                <td key={name} data-number>
                                    {formatNumber(metricOf(child, name))}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
            {left > 0 && <div className="aml-cell-faint">{trans.__('and %1 more', left)}</div>}
        </div>
    );
}
