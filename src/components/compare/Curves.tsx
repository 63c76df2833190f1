import { memo, useEffect, useRef, useState } from 'react';
import type { IRange } from '../../model/chart_data';
import { startOf } from '../../model/chart_data';
import { metricNames } from '../../model/compare';
import type { CompareStore, IComparedRun } from '../../model/compare_store';
import { groupMetrics } from '../../model/metric_list';
import type { Metric } from '../../schemas';
import { useTrans } from '../basics/trans';
import { useInSight } from '../charts/in_sight';
import { LineChart } from '../charts/LineChart';
import type { ILooks } from '../metrics/Controls';
import { Controls, LOOKS } from '../metrics/Controls';
import { useRemembered } from '../metrics/remembered';
import { nameOf } from './names';

const NONE: ReadonlySet<string> = new Set();
/** With more runs than that the chips above are legend enough. */
const LEGEND_RUNS = 6;

export interface ICurvesProps {
    runs: readonly IComparedRun[];
    hidden: ReadonlySet<string>;
    onToggle: (id: string) => void;
    store: CompareStore;
}

/** One chart for each metric with the curves of all runs. */
export function Curves({ runs, hidden, onToggle, store }: ICurvesProps): JSX.Element {
    const trans = useTrans();
    const [looks, setLooks] = useRemembered('jupyterlab_aml:compare', LOOKS);
    const [text, setText] = useState('');
    const [zoom, setZoom] = useState<IRange | null>(null);
    const names = metricNames(runs, isCurve);
    const { groups } = groupMetrics(names, { text, pinned: NONE, hidden: NONE, all: true });
    const starts = new Map(runs.map(run => [run.id, startOf(run.record?.started, run.series.values())]));
    const change = (part: Partial<ILooks>) => {
        setLooks(part);
        if (part.axis) {
            setZoom(null);
        }
    };
    return (
        <details className="aml-compare-part" open>
            <summary>{trans.__('Curves')}</summary>
            <Controls looks={looks} onChange={change} text={text} onText={setText} />
            {groups.map(({ prefix, names: found }) => (
                <div key={prefix} role="group" aria-label={prefix || trans.__('Metrics')}>
                    {prefix && <div className="aml-compare-subtitle">{prefix}</div>}
                    <div className="aml-chart-grid aml-wide-charts">
                        {found.map(name => (
                            <Curve
                                key={name}
                                name={name}
                                runs={runs}
                                starts={starts}
                                state={stateOf(name, runs)}
                                hidden={hidden}
                                onToggle={onToggle}
                                looks={looks}
                                zoom={zoom}
                                onZoom={setZoom}
                                store={store}
                            />
                        ))}
                    </div>
                </div>
            ))}
            {groups.length === 0 && (
                <p className="aml-unreadable">
                    {names.length
                        ? trans.__('No metric fits the filter %1.', text)
                        : trans.__('None of these runs logged a curve.')}
                </p>
            )}
        </details>
    );
}

/** A series of several points; a single number is in the table. */
function isCurve(metric: Metric): boolean {
    return (metric.kind === 'series' || metric.kind === 'list') && (metric.count ?? 2) > 1;
}

/** Tells whether any curve of a metric changed: points change in place. */
function stateOf(name: string, runs: readonly IComparedRun[]): string {
    return runs
        .map(run => {
            const points = run.series.get(name);
            return `${run.id} ${nameOf(run)} ${points?.v.length} ${points?.total}`;
        })
        .join('\n');
}

interface ICurveProps {
    name: string;
    runs: readonly IComparedRun[];
    starts: ReadonlyMap<string, number>;
    state: string;
    hidden: ReadonlySet<string>;
    onToggle: (id: string) => void;
    looks: ILooks;
    zoom: IRange | null;
    onZoom: (zoom: IRange | null) => void;
    store: CompareStore;
}

const Curve = memo(
    function Curve({ name, runs, starts, hidden, onToggle, looks, zoom, onZoom, store }: ICurveProps): JSX.Element {
        const card = useRef<HTMLDivElement>(null);
        const inSight = useInSight(card);
        useEffect(() => {
            if (inSight) {
                store.watch(name);
            }
        }, [inSight, name, store]);
        const lines = runs.flatMap(run => {
            const points = run.series.get(name);
            return points
                ? [{ key: run.id, label: nameOf(run), points, slot: run.slot, start: starts.get(run.id) }]
                : [];
        });
        return (
            <div ref={card} className="aml-chart-card">
                <LineChart
                    title={name}
                    lines={lines}
                    axis={looks.axis}
                    smoothing={looks.smoothing}
                    log={looks.log}
                    marks={looks.marks}
                    table={looks.table || undefined}
                    height={200}
                    zoom={zoom}
                    onZoom={onZoom}
                    sync="compare"
                    hidden={hidden}
                    onToggle={onToggle}
                    legend={lines.length <= LEGEND_RUNS}
                />
            </div>
        );
    },
    // The lists of runs and starts are new each time; `state` tells what of them matters here.
    (before, after) =>
        before.name === after.name &&
        before.state === after.state &&
        before.hidden === after.hidden &&
        before.looks === after.looks &&
        before.zoom === after.zoom &&
        before.store === after.store
);
