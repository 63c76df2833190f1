import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { Cell, IColumn } from '../../model/columns';
import { rowOrder } from '../../model/columns';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';

export interface ITableProps {
    title: string;
    columns: readonly IColumn[];
    /** The most it takes before it scrolls. */
    height?: number;
}

const ROW = 24;
/** The least width of a column in pixels. */
const COLUMN = 90;

/** Any number of rows, of which those in sight are there; a click on the name of a column sorts. */
export function Table({ title, columns, height = 280 }: ITableProps): JSX.Element {
    const trans = useTrans();
    const [sort, setSort] = useState<{ column: string; descending: boolean } | null>(null);
    const scroller = useRef<HTMLDivElement>(null);
    const length = columns[0]?.values.length ?? 0;
    const sorted = columns.find(column => column.name === sort?.column);
    const order = useMemo(() => rowOrder(sorted, length, sort?.descending ?? false), [sorted, length, sort]);
    const rows = useVirtualizer({
        count: length,
        getScrollElement: () => scroller.current,
        estimateSize: () => ROW,
        overscan: 8,
        initialRect: { width: 600, height }
    });
    const choose = (column: string) =>
        setSort(
            sort?.column !== column
                ? { column, descending: false }
                : sort.descending
                  ? null
                  : { column, descending: true }
        );
    // The same for every line, whatever stands in it, or columns would not be columns.
    const grid = {
        gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))`,
        minWidth: columns.length * COLUMN
    };
    return (
        <div
            ref={scroller}
            className="aml-chart-scroll aml-data-table"
            role="table"
            tabIndex={0}
            aria-label={trans._n('%2, %1 row', '%2, %1 rows', length, title)}
            aria-rowcount={length + 1}
            style={{ maxHeight: height }}
        >
            <div role="row" className="aml-data-table-head" style={grid} aria-rowindex={1}>
                {columns.map(column => (
                    <div
                        key={column.name}
                        role="columnheader"
                        data-numeric={column.numeric}
                        aria-sort={sortWord(sort, column.name)}
                    >
                        <button type="button" title={column.name} onClick={() => choose(column.name)}>
                            {column.name}
                            <span aria-hidden="true">
                                {sort?.column === column.name ? (sort.descending ? ' ▾' : ' ▴') : ''}
                            </span>
                        </button>
                    </div>
                ))}
            </div>
            <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
                {rows.getVirtualItems().map(item => (
                    <div
                        key={item.key}
                        role="row"
                        className="aml-data-table-row"
                        aria-rowindex={item.index + 2}
                        style={{ ...grid, height: ROW, transform: `translateY(${item.start}px)` }}
                    >
                        {columns.map(column => (
                            <div
                                key={column.name}
                                role="cell"
                                data-numeric={column.numeric}
                                title={column.numeric ? undefined : cellText(column.values[order[item.index]])}
                            >
                                {cellText(column.values[order[item.index]])}
                            </div>
                        ))}
                    </div>
                ))}
            </div>
        </div>
    );
}

function sortWord(
    sort: { column: string; descending: boolean } | null,
    column: string
): 'ascending' | 'descending' | 'none' {
    return sort?.column !== column ? 'none' : sort.descending ? 'descending' : 'ascending';
}

function cellText(value: Cell | undefined): string {
    return typeof value === 'number' ? formatNumber(value) : value === null || value === undefined ? '' : String(value);
}
