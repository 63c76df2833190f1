import { useVirtualizer } from '@tanstack/react-virtual';
import type { KeyboardEvent } from 'react';
import { memo, useRef, useState } from 'react';
import type { ChildColumn, IChildOrder } from '../../model/child_rows';
import { metricOf } from '../../model/child_rows';
import type { Run } from '../../schemas';
import { Ago, formatNumber, MiddleEllipsis, RunDuration, StatusMark, useTrans } from '../basics';
import { useRunPage } from './context';

const ROW_PX = 28;

export interface IChildTableProps {
    rows: readonly Run[];
    metrics: readonly string[];
    best: string | null;
    order: IChildOrder;
    onOrder: (order: IChildOrder) => void;
}

/** Child runs, any number; a click on a column sorts by it, Enter opens a run. */
export function ChildTable({ rows, metrics, best, order, onOrder }: IChildTableProps): JSX.Element {
    const trans = useTrans();
    const { actions } = useRunPage();
    const frame = useRef<HTMLDivElement>(null);
    const [reached, setReached] = useState(0);
    const at = Math.min(reached, rows.length - 1);
    const virtual = useVirtualizer({
        count: rows.length,
        getScrollElement: () => frame.current,
        estimateSize: () => ROW_PX,
        overscan: 10
    });
    const columns: [ChildColumn, string][] = [
        ['name', trans.__('Name')],
        ['status', trans.__('Status')],
        ['duration', trans.__('Duration')],
        ['created', trans.__('Submitted')],
        ...metrics.map((name): [ChildColumn, string] => [`metric:${name}`, name])
    ];
    const template = `minmax(140px, 2fr) 130px 80px 110px ${'minmax(80px, 1fr) '.repeat(metrics.length)}`;

    const reach = (index: number) => {
        const next = Math.min(rows.length - 1, Math.max(0, index));
        setReached(next);
        virtual.scrollToIndex(next);
        requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
    };
    const onKeyDown = (event: KeyboardEvent) => {
        const steps: Record<string, number> = {
            ArrowDown: at + 1,
            ArrowUp: at - 1,
            PageDown: at + 20,
            PageUp: at - 20,
            Home: 0,
            End: rows.length - 1
        };
        if (!(event.target as HTMLElement).matches('[data-index]')) {
            return;
        }
        if (event.key === 'Enter') {
            event.preventDefault();
            actions.openRun(rows[at].id);
        } else if (event.key in steps) {
            event.preventDefault();
            reach(steps[event.key]);
        }
    };
    return (
        <div className="aml-grid" ref={frame} role="grid" aria-rowcount={rows.length + 1} onKeyDown={onKeyDown}>
            <div className="aml-grid-head" role="row" style={{ gridTemplateColumns: template }}>
                {columns.map(([column, label]) => {
                    const sorted = order.column === column;
                    return (
                        <div
                            key={column}
                            role="columnheader"
                            aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
                        >
                            <button
                                type="button"
                                onClick={() => onOrder({ column, descending: sorted && !order.descending })}
                            >
                                <MiddleEllipsis text={label} />
                                <span aria-hidden="true">{sorted ? (order.descending ? '▾' : '▴') : ''}</span>
                            </button>
                        </div>
                    );
                })}
            </div>
            <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
                {virtual.getVirtualItems().map(({ index, start }) => {
                    const child = rows[index];
                    return (
                        <ChildRow
                            key={child.id}
                            child={child}
                            index={index}
                            top_px={start}
                            template={template}
                            metrics={metrics}
                            best={child.id === best}
                            reached={index === at}
                            onReach={setReached}
                            onOpen={actions.openRun}
                        />
                    );
                })}
            </div>
        </div>
    );
}

interface IChildRowProps {
    child: Run;
    index: number;
    top_px: number;
    template: string;
    metrics: readonly string[];
    best: boolean;
    reached: boolean;
    onReach: (index: number) => void;
    onOpen: (id: string) => void;
}

const ChildRow = memo(function ChildRow(props: IChildRowProps): JSX.Element {
    const { child, index, top_px, template, metrics, best, reached, onReach, onOpen } = props;
    const trans = useTrans();
    return (
        <div
            className="aml-grid-row"
            data-index={index}
            role="row"
            aria-rowindex={index + 2}
            tabIndex={reached ? 0 : -1}
            style={{ gridTemplateColumns: template, top: top_px, height: ROW_PX }}
            onFocus={() => onReach(index)}
            onDoubleClick={() => onOpen(child.id)}
        >
            <div role="gridcell">
                <button type="button" className="aml-link" tabIndex={-1} onClick={() => onOpen(child.id)}>
                    <MiddleEllipsis text={child.display_name} />
                </button>
                {best && <span className="aml-best">★ {trans.__('best')}</span>}
            </div>
            <div role="gridcell">
                <StatusMark status={child.status} reason={child.status_reason} label />
            </div>
            <div role="gridcell">
                <RunDuration run={child} />
            </div>
            <div role="gridcell">
                <Ago time={child.created} />
            </div>
            {metrics.map(name => (
                <div role="gridcell" key={name} data-number>
                    {formatNumber(metricOf(child, name))}
                </div>
            ))}
        </div>
    );
});
