import { useState } from 'react';
import type { IRow } from '../../model/compare';
import type { IComparedRun } from '../../model/compare_store';
import type { Brush, IScale } from '../../model/parallel';
import { byWorth, passes, scaleOf } from '../../model/parallel';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';
import { AxisChoice } from './AxisChoice';
import { nameOf } from './names';
import { ParallelAxis } from './ParallelAxis';
import { colorOfRun } from './run_color';

export interface IParallelProps {
    runs: readonly IComparedRun[];
    rows: readonly IRow[];
    openRun: (id: string) => void;
}

const GAP = 130;
const BOX = { left: 70, right: 90, top: 40, bottom: 250, height: 295 };
const AT_FIRST = { arguments: 6, metrics: 2 };

/** An upright axis for each setting and result, a line through them for each run. Drag along an axis to keep only the lines through that stretch. */
export function Parallel({ runs, rows, openRun }: IParallelProps): JSX.Element {
    const trans = useTrans();
    const [chosen, setChosen] = useState<readonly string[] | null>(null);
    const [brushes, setBrushes] = useState<ReadonlyMap<string, Brush>>(new Map());
    const names = rows.map(row => row.name);
    const wanted = chosen?.filter(name => names.includes(name)) ?? firstChoice(rows);
    const scales = wanted.map(name => scaleOf(rows[names.indexOf(name)], formatNumber));
    const last = scales[scales.length - 1];
    const kept = runs.filter((_, index) => passes(index, scales, brushes));
    const setBrush = (name: string, brush: Brush | null) => {
        const after = new Map(brushes);
        after.delete(name);
        setBrushes(brush ? after.set(name, brush) : after);
    };
    const x = (axis: number) => BOX.left + axis * GAP;
    const y = (place: number) => BOX.bottom - place * (BOX.bottom - BOX.top);
    const width = BOX.left + BOX.right + GAP * Math.max(1, scales.length - 1);
    return (
        <div>
            <AxisChoice names={names} chosen={wanted} onChange={setChosen} />
            <p className="aml-unreadable" role="status">
                {trans.__('%1 of %2 runs pass', kept.length, runs.length)}
                {brushes.size > 0 && (
                    <button type="button" className="aml-button aml-quiet" onClick={() => setBrushes(new Map())}>
                        {trans.__('Show all')}
                    </button>
                )}
            </p>
            <div className="aml-chart-scroll">
                <svg
                    className="aml-parallel"
                    width={width}
                    height={BOX.height}
                    role="group"
                    aria-label={trans.__('Parallel coordinates of %1', wanted.join(', '))}
                >
                    {runs.map((run, index) => (
                        <path
                            key={run.id}
                            className="aml-parallel-line"
                            data-faint={!kept.includes(run)}
                            d={lineOf(index, scales, x, y)}
                            style={{ stroke: colorOfRun(run, last?.numeric ? last.places[index] : undefined) }}
                            onClick={() => openRun(run.id)}
                        >
                            <title>{`${nameOf(run)}\n${wanted.map(name => `${name}: ${rows[names.indexOf(name)].values[index] ?? '–'}`).join('\n')}`}</title>
                        </path>
                    ))}
                    {scales.map((scale, axis) => (
                        <ParallelAxis
                            key={scale.name}
                            scale={scale}
                            x={x(axis)}
                            top={BOX.top}
                            bottom={BOX.bottom}
                            brush={brushes.get(scale.name) ?? null}
                            onBrush={brush => setBrush(scale.name, brush)}
                        />
                    ))}
                </svg>
            </div>
        </div>
    );
}

/** Settings first, results at the right: the last axis gives the lines their colours. */
function firstChoice(rows: readonly IRow[]): string[] {
    const settings = rows.filter(row => row.section === 'arguments').slice(0, AT_FIRST.arguments);
    const results = byWorth(rows.filter(row => row.section === 'metrics')).slice(0, AT_FIRST.metrics);
    const chosen = [...settings, ...results.reverse()].map(row => row.name);
    return chosen.length > 1 ? chosen : rows.slice(0, AT_FIRST.arguments).map(row => row.name);
}

function lineOf(
    run: number,
    scales: readonly IScale[],
    x: (axis: number) => number,
    y: (place: number) => number
): string {
    return scales.map((scale, axis) => `${axis ? 'L' : 'M'}${x(axis)} ${y(scale.places[run])}`).join('');
}
