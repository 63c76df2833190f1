/** The values of rows and tables: `{column: [values]}`, as scripts log them, made into what a table shows. */

export type Cell = string | number | boolean | null;

export interface IColumn {
    name: string;
    values: readonly Cell[];
    numeric: boolean;
}

/** Returns the columns of a row or table metric, all of one length; nothing if the value is of another shape. */
export function columnsOfTable(value: unknown): IColumn[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return [];
    }
    const lists = Object.entries(value).map(([name, found]) => ({
        name,
        values: (Array.isArray(found) ? found : [found]).map(cell)
    }));
    const length = Math.max(0, ...lists.map(list => list.values.length));
    return lists.map(({ name, values }) => ({
        name,
        values: Array.from({ length }, (_, row) => values[row] ?? null),
        numeric: values.every(one => one === null || typeof one === 'number')
    }));
}

function cell(value: unknown): Cell {
    if (value === null || value === undefined) {
        return null;
    }
    return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

/** Returns the order of rows after one column; empty cells are last either way, equal ones stay as they are. */
export function rowOrder(column: IColumn | undefined, length: number, descending: boolean): number[] {
    const order = Array.from({ length }, (_, row) => row);
    if (!column) {
        return order;
    }
    const sign = descending ? -1 : 1;
    return order.sort((a, b) => compareCells(column.values[a], column.values[b], sign) || a - b);
}

function compareCells(a: Cell, b: Cell, sign: number): number {
    if (a === null || b === null) {
        return Number(a === null) - Number(b === null);
    }
    if (typeof a === 'number' && typeof b === 'number') {
        return sign * (a - b || 0);
    }
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}
