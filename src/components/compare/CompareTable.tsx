import { memo, useState } from 'react';
import type { Goal, IRow, Section, Statistic, Value } from '../../model/compare';
import { compareRows } from '../../model/compare';
import type { IComparedRun } from '../../model/compare_store';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';
import { Choice } from '../charts/Choice';
import { Swatch } from '../charts/palette';
import { nameOf } from './names';

const NEXT_GOAL = new Map<Goal, Goal>([
    ['min', 'max'],
    ['max', null],
    [null, 'min']
]);

/** What runs are, were told and brought, a column for each; what differs is marked, and the best of each metric. */
export function CompareTable({ runs }: { runs: readonly IComparedRun[] }): JSX.Element {
    const trans = useTrans();
    const [statistic, setStatistic] = useState<Statistic>('last');
    const [only, setOnly] = useState(false);
    const [goals, setGoals] = useState<ReadonlyMap<string, Goal>>(new Map());
    const rows = compareRows(runs, statistic, goals).filter(row => row.differs || !only);
    const titles: Record<Section, string> = {
        run: trans.__('Run'),
        arguments: trans.__('Arguments'),
        tags: trans.__('Tags'),
        metrics: trans.__('Metrics')
    };
    const sections = (Object.keys(titles) as Section[]).filter(section => rows.some(row => row.section === section));
    return (
        <details className="aml-compare-part" open>
            <summary>{trans.__('Settings and results')}</summary>
            <div className="aml-chart-controls">
                <label className="aml-chart-check">
                    <input type="checkbox" checked={only} onChange={event => setOnly(event.target.checked)} />
                    {trans.__('Only differences')}
                </label>
                <Choice
                    label={trans.__('Which value of a metric')}
                    value={statistic}
                    options={[
                        ['last', trans.__('Last')],
                        ['min', trans.__('Min')],
                        ['max', trans.__('Max')]
                    ]}
                    onChange={setStatistic}
                />
            </div>
            <div className="aml-chart-scroll" tabIndex={0} role="region" aria-label={trans.__('Settings and results')}>
                <table className="aml-compare-table">
                    <thead>
                        <tr>
                            <td />
                            {runs.map(run => (
                                <th key={run.id} scope="col" title={nameOf(run)}>
                                    <Swatch slot={run.slot} /> {nameOf(run)}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    {sections.map(section => (
                        <tbody key={section}>
                            <tr className="aml-compare-section">
                                <th colSpan={runs.length + 1} scope="rowgroup">
                                    {titles[section]}
                                </th>
                            </tr>
                            {rows
                                .filter(row => row.section === section)
                                .map(row => (
                                    <Row
                                        key={row.name}
                                        row={row}
                                        onGoal={() =>
                                            setGoals(before =>
                                                new Map(before).set(row.name, NEXT_GOAL.get(row.goal) ?? null)
                                            )
                                        }
                                    />
                                ))}
                        </tbody>
                    ))}
                </table>
            </div>
            {rows.length === 0 && <p className="aml-unreadable">{trans.__('These runs do not differ.')}</p>}
        </details>
    );
}

const Row = memo(
    function Row({ row, onGoal }: { row: IRow; onGoal: () => void }): JSX.Element {
        const trans = useTrans();
        const words = new Map<Goal, [sign: string, text: string]>([
            ['min', ['↓', trans.__('small values are good')]],
            ['max', ['↑', trans.__('large values are good')]],
            [null, ['·', trans.__('no value is better')]]
        ]);
        const [sign, text] = words.get(row.goal)!;
        return (
            <tr data-differs={row.differs}>
                <th scope="row" title={row.name}>
                    {row.section === 'metrics' && (
                        <button
                            type="button"
                            className="aml-compare-goal"
                            aria-label={trans.__('%1: %2', row.name, text)}
                            title={trans.__('%1; click to change', text)}
                            onClick={onGoal}
                        >
                            {sign}
                        </button>
                    )}
                    {row.name}
                    {row.differs && (
                        <span
                            className="aml-compare-differs"
                            role="img"
                            title={trans.__('differs')}
                            aria-label={trans.__('differs')}
                        />
                    )}
                </th>
                {row.values.map((value, index) => (
                    <td
                        key={index}
                        data-best={row.best.includes(index)}
                        title={typeof value === 'string' ? value : undefined}
                    >
                        {row.best.includes(index) && <span aria-label={trans.__('best')}>★ </span>}
                        {cellText(value)}
                    </td>
                ))}
            </tr>
        );
    },
    // Fifty runs that are live change the table often, but few of its rows.
    (before, after) => JSON.stringify(before.row) === JSON.stringify(after.row)
);

function cellText(value: Value): string {
    return typeof value === 'number' ? formatNumber(value) : (value ?? '–');
}
