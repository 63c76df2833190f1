import type { ReactNode } from 'react';
import { memo, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Axis, IPoints, IRange } from '../../model/chart_data';
import type { RunStore } from '../../model/run_store';
import type { IStretch, SeriesLoader } from '../../model/series_loader';
import { useTrans } from '../basics/trans';
import { useInSight } from '../charts/in_sight';
import { LineChart } from '../charts/LineChart';
import type { ILooks } from './Controls';

export interface IMetricCardProps {
    name: string;
    points: IPoints;
    /** Tells when the points, which change in place, may have changed. */
    store: RunStore;
    /** When the run began. */
    start: number;
    looks: ILooks;
    zoom: IRange | null;
    onZoom: (zoom: IRange | null) => void;
    sync: string;
    loader: SeriesLoader;
    pinned: boolean;
    hidden: boolean;
    onPin: (name: string) => void;
    onHide: (name: string) => void;
}

const NEVER = () => () => undefined;
const ZERO = () => 0;

/** The chart of one metric; while it is out of sight, nothing of it is done. Zoomed into a series that was thinned out, it asks for the points between. */
export const MetricCard = memo(function MetricCard(props: IMetricCardProps): JSX.Element {
    const { name, points, store, start, looks, zoom, loader, pinned, hidden } = props;
    const trans = useTrans();
    const card = useRef<HTMLDivElement>(null);
    const inSight = useInSight(card);
    useSyncExternalStore(inSight ? store.subscribe : NEVER, inSight ? store.getVersion : ZERO);
    const thinned = points.total > points.v.length;
    const detail = useDetail(loader, name, inSight && thinned && zoom ? stretchOf(looks.axis, zoom, start) : null);
    return (
        <div ref={card} className="aml-chart-card" data-hidden={hidden}>
            <LineChart
                title={name}
                lines={[{ key: name, label: name, points: detail ?? points, start }]}
                axis={looks.axis}
                smoothing={looks.smoothing}
                log={looks.log}
                marks={looks.marks}
                table={looks.table || undefined}
                zoom={zoom}
                onZoom={props.onZoom}
                sync={props.sync}
                actions={
                    <>
                        <Toggle
                            pressed={pinned}
                            label={pinned ? trans.__('Unpin %1', name) : trans.__('Pin %1', name)}
                            onClick={() => props.onPin(name)}
                        >
                            <path d="M5.5 2.5h5l-.8 4.2 2.3 2.3H4l2.3-2.3zM8 9v4.5" />
                        </Toggle>
                        <Toggle
                            pressed={hidden}
                            label={hidden ? trans.__('Show %1', name) : trans.__('Hide %1', name)}
                            onClick={() => props.onHide(name)}
                        >
                            <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM3 13L13 3" />
                        </Toggle>
                    </>
                }
            />
        </div>
    );
});

interface IToggleProps {
    pressed: boolean;
    label: string;
    onClick: () => void;
    children: ReactNode;
}

function Toggle({ pressed, label, onClick, children }: IToggleProps): JSX.Element {
    return (
        <button
            type="button"
            className="aml-button aml-quiet aml-chart-button"
            aria-pressed={pressed}
            aria-label={label}
            title={label}
            onClick={onClick}
        >
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                {children}
            </svg>
        </button>
    );
}

/** The server knows steps and moments; relative time is ours. */
export function stretchOf(axis: Axis, zoom: IRange, start: number): IStretch {
    if (axis === 'step') {
        return { x: 'step', ...zoom };
    }
    const offset = axis === 'time' ? start : 0;
    return { x: 'time', from: zoom.from + offset, to: zoom.to + offset };
}

function useDetail(loader: SeriesLoader, name: string, stretch: IStretch | null): IPoints | null {
    const [detail, setDetail] = useState<{ key: string; points: IPoints } | null>(null);
    const key = stretch && `${name} ${stretch.x} ${stretch.from} ${stretch.to}`;
    const wanted = useRef(stretch);
    wanted.current = stretch;
    // Before the charts are drawn with the points there are: the server can look meanwhile.
    useLayoutEffect(() => {
        if (key && wanted.current) {
            return loader.load(name, wanted.current, points => setDetail({ key, points }));
        }
        return undefined;
    }, [loader, name, key]);
    return detail && detail.key === key ? detail.points : null;
}
