import type { DataPreview } from '../../schemas';
import { useTrans } from '../basics';

/** Columns that a page can draw without waiting. */
const MOST_COLUMNS = 100;
const NUMERIC = /^u?(int|float|double|decimal|number)/i;
/** Letters of a cell; nobody reads more in a table. */
const LONGEST = 200;

/** The first rows of a table, with the type of each column below its name. */
export function PreviewTable({ columns, rows }: Pick<DataPreview, 'columns' | 'rows'>): JSX.Element {
    const trans = useTrans();
    const shown = columns.slice(0, MOST_COLUMNS);
    return (
        <>
            <div className="aml-previewtable" tabIndex={0} role="region" aria-label={trans.__('First rows')}>
                <table className="aml-table">
                    <thead>
                        <tr>
                            {shown.map(({ name, type }, index) => (
                                <th key={index} scope="col" title={name} data-number={NUMERIC.test(type) || undefined}>
                                    {name}
                                    <span className="aml-column-type">{type}</span>
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map((row, index) => (
                            <tr key={index}>
                                {shown.map(({ type }, at) => (
                                    <Cell key={at} value={row[at]} numeric={NUMERIC.test(type)} />
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {columns.length > shown.length && (
                <p className="aml-faint">{trans.__('The first %1 of %2 columns.', shown.length, columns.length)}</p>
            )}
        </>
    );
}

function Cell({ value, numeric }: { value: unknown; numeric: boolean }): JSX.Element {
    if (value === null || value === undefined || (numeric && value === '')) {
        return <td className="aml-cell-none">–</td>;
    }
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    return (
        <td data-number={numeric || undefined} title={cut.length > 40 ? cut : undefined}>
            {cut}
        </td>
    );
}
