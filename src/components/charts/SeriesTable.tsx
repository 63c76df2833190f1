import { extentOf } from '../../model/chart_data';
import { useTrans } from '../basics/trans';
import type { ILine } from './plot';

export interface ISeriesTableProps {
    title: string;
    lines: readonly ILine[];
    format: (value: number | null) => string;
}

/** What a chart shows, in numbers. */
export function SeriesTable({ title, lines, format }: ISeriesTableProps): JSX.Element {
    const trans = useTrans();
    return (
        <div className="aml-chart-scroll" tabIndex={0} role="region" aria-label={trans.__('Values of %1', title)}>
            <table className="aml-chart-values">
                <thead>
                    <tr>
                        <th scope="col">{trans.__('Name')}</th>
                        <th scope="col">{trans.__('Min')}</th>
                        <th scope="col">{trans.__('Max')}</th>
                        <th scope="col">{trans.__('Last')}</th>
                        <th scope="col">{trans.__('Points')}</th>
                    </tr>
                </thead>
                <tbody>
                    {lines.map(line => {
                        const { min, max, last, count } = extentOf(line.points);
                        return (
                            <tr key={line.key}>
                                <th scope="row">{line.label}</th>
                                <td>{format(min)}</td>
                                <td>{format(max)}</td>
                                <td>{format(last)}</td>
                                <td>{count.toLocaleString('en-US')}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </div>
    );
}
