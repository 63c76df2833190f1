import { useState } from 'react';
import { documentData, list, numbers } from '../../model/curves';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';
import { Choice } from './Choice';
import { Unreadable } from './Unreadable';

/** How often a class was taken for another: a row for each true class, a column for each predicted one. */
export function ConfusionMatrix({ title, value }: { title: string; value: unknown }): JSX.Element {
    const trans = useTrans();
    const [form, setForm] = useState<'raw' | 'normalized'>('raw');
    const data = documentData(value);
    const rows = list(data?.matrix).map(numbers);
    if (rows.length === 0) {
        return <Unreadable what="confusion_matrix" />;
    }
    const labels = rows.map((_, index) => String(list(data?.class_labels)[index] ?? index));
    const parts = rows.map(normalized);
    const text = (row: number, column: number) =>
        form === 'raw' ? formatNumber(rows[row][column]) : `${(100 * parts[row][column]).toFixed(1)} %`;
    return (
        <div>
            <Choice
                label={trans.__('Form')}
                value={form}
                options={[
                    ['raw', trans.__('Raw')],
                    ['normalized', trans.__('Normalized')]
                ]}
                onChange={setForm}
            />
            <div className="aml-chart-scroll" tabIndex={0} role="region" aria-label={title}>
                <table className="aml-matrix">
                    <caption>{trans.__('Rows: true class. Columns: predicted class.')}</caption>
                    <thead>
                        <tr>
                            <td />
                            {labels.map((label, column) => (
                                <th key={column} scope="col" title={label}>
                                    {label}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {labels.map((label, row) => (
                            <tr key={row}>
                                <th scope="row" title={label}>
                                    {label}
                                </th>
                                {rows[row].map((_, column) => (
                                    <td key={column} {...shade(parts[row][column])}>
                                        {text(row, column)}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </div>
    );
}

/** Each row as parts of its sum: also in the raw form the colours say how a class fared, however many there are of it. */
function normalized(row: readonly number[]): number[] {
    const sum = row.reduce((all, value) => all + (value || 0), 0);
    return row.map(value => (sum > 0 ? value / sum : 0));
}

function shade(part: number): { style: React.CSSProperties; 'data-strong': boolean } {
    const percent = Math.round(90 * Math.max(0, Math.min(1, part || 0)));
    return {
        style: { background: `color-mix(in srgb, ${'var(--aml-series-1)'} ${percent}%, transparent)` },
        'data-strong': percent > 55
    };
}
