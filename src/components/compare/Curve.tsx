import { memo, useEffect, useRef } from 'react';
import type { IPoints, IRange } from '../../model/chart_data';
import type { CompareStore, IComparedRun } from '../../model/compare_store';
import { useInSight } from '../charts/in_sight';
import { LineChart } from '../charts/LineChart';
import type { ILooks } from '../metrics/Controls';
import { stretchOf } from '../metrics/MetricCard';
import type { Loaders } from './details';
import { useDetails } from './details';
import { nameOf } from './names';

/** With more runs than that the chips above are legend enough. */
const LEGEND_RUNS = 6;

export interface ICurveProps {
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
    loaders: Loaders;
}

/** One metric of all runs; while it is out of sight nothing of it is asked for. */
export const Curve = memo(
    function Curve(props: ICurveProps): JSX.Element {
        const { name, runs, starts, hidden, onToggle, looks, zoom, onZoom, store, loaders } = props;
        const card = useRef<HTMLDivElement>(null);
        const inSight = useInSight(card);
        useEffect(() => {
            if (inSight) {
                store.watch(name);
            }
        }, [inSight, name, store]);
        const thinned = runs.filter(run => isThinned(run.series.get(name)));
        const wanted = inSight && zoom ? thinned : [];
        const details = useDetails(
            loaders,
            name,
            wanted.map(({ id }) => ({ id, stretch: stretchOf(looks.axis, zoom!, starts.get(id) ?? 0) }))
        );
        const lines = runs.flatMap(run => {
            const points = details.get(run.id) ?? run.series.get(name);
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

function isThinned(points: IPoints | undefined): boolean {
    return points !== undefined && points.total > points.v.length;
}
