import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Axis, IRange } from '../../model/chart_data';
import { extentOf } from '../../model/chart_data';
import { formatBytes, formatNumber } from '../basics/format';
import { MiddleEllipsis } from '../basics/texts';
import type { ITrans } from '../basics/trans';
import { useTrans } from '../basics/trans';
import { useInSight } from './in_sight';
import { Legend } from './Legend';
import type { ILine } from './plot';
import { Plot } from './plot';
import { SeriesTable } from './SeriesTable';

export interface ILineChartProps {
    title: string;
    lines: readonly ILine[];
    axis?: Axis;
    /** Logarithmic y. */
    log?: boolean;
    /** Weight of what was before, 0 to 0.999. */
    smoothing?: number;
    /** Points instead of lines. */
    marks?: boolean;
    height?: number;
    /** Charts with the same key share the cursor. */
    sync?: string;
    /** The stretch that is shown, where somebody else holds it: several charts, zoomed together. */
    zoom?: IRange | null;
    onZoom?: (zoom: ({ x: Axis } & IRange) | null) => void;
    /** Keys of lines that are not drawn. */
    hidden?: ReadonlySet<string>;
    onToggle?: (key: string) => void;
    /** Values are sizes in bytes. */
    bytes?: boolean;
    /** Whether the values stand below; a button of the chart changes that if left out. */
    table?: boolean;
    legend?: boolean;
    /** Buttons of the head. */
    actions?: ReactNode;
    /** Nothing but the curve: no buttons. */
    bare?: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** Curves over steps or time: drag to zoom, double click to see all again. Drawn only while it is in sight. */
export function LineChart(props: ILineChartProps): JSX.Element {
    const { title, lines, axis = 'step', log = false, smoothing = 0, marks = false, height = 160, sync } = props;
    const { hidden = NONE, bytes = false, legend = lines.length > 1, bare = false } = props;
    const trans = useTrans();
    const host = useRef<HTMLDivElement>(null);
    const plot = useRef<Plot | null>(null);
    const inSight = useInSight(host);
    const [ownZoom, setOwnZoom] = useState<IRange | null>(null);
    const [ownTable, setOwnTable] = useState(false);
    const [cursor, setCursor] = useState<{ x: string; values: (number | null)[] } | null>(null);

    const zoom = props.zoom === undefined ? ownZoom : props.zoom;
    const table = props.table || ownTable;
    const format = bytes ? sizeText : formatNumber;
    const placed = lines.map((line, index) => ({ ...line, slot: line.slot ?? index }));
    const drawn = placed.filter(line => !hidden.has(line.key));
    const structure = drawn.map(line => `${line.key} ${line.slot}`).join('\n');

    const onZoom = (range: IRange | null) => {
        setOwnZoom(range);
        props.onZoom?.(range && { x: axis, ...range });
    };
    const latest = useRef({ onZoom, drawn, zoom });
    latest.current = { onZoom, drawn, zoom };

    useEffect(() => {
        if (!inSight || !host.current) {
            return;
        }
        const made = new Plot(
            host.current,
            latest.current.drawn,
            { axis, log, smoothing, marks, height, sync, bytes, format },
            { onZoom: range => latest.current.onZoom(range), onCursor: setCursor }
        );
        plot.current = made;
        made.show(latest.current.drawn, latest.current.zoom);
        return () => {
            plot.current = null;
            made.destroy();
        };
    }, [inSight, axis, log, smoothing, marks, height, sync, bytes, format, structure]);

    // Points change in place: how many there are and whose they are tells that they did.
    const seen = useRef('');
    const state = `${zoom?.from} ${zoom?.to} ${drawn.map(line => `${identity(line.points.v)}.${line.points.v.length}`).join()}`;
    useEffect(() => {
        if (seen.current !== state) {
            seen.current = state;
            plot.current?.show(latest.current.drawn, latest.current.zoom);
        }
    }, [state]);

    const values = new Map(
        drawn.map((line, index) => [line.key, cursor ? (cursor.values[index] ?? null) : lastOf(line)])
    );
    return (
        <div className="aml-chart">
            <div className="aml-chart-head">
                <span className="aml-chart-title">
                    <MiddleEllipsis text={title} tail={12} />
                </span>
                {cursor && <span className="aml-chart-at">{cursor.x}</span>}
                {!legend && drawn.length === 1 && (
                    <span className="aml-chart-value">{format(values.get(drawn[0].key) ?? null)}</span>
                )}
                {!bare && (
                    <span className="aml-chart-actions">
                        {zoom && (
                            <button type="button" className="aml-button aml-quiet" onClick={() => onZoom(null)}>
                                {trans.__('Show all')}
                            </button>
                        )}
                        {props.table === undefined && (
                            <button
                                type="button"
                                className="aml-button aml-quiet"
                                aria-pressed={ownTable}
                                title={trans.__('Smallest, largest and last values')}
                                aria-label={trans.__('Values of %1', title)}
                                onClick={() => setOwnTable(!ownTable)}
                            >
                                ≡
                            </button>
                        )}
                        {props.actions}
                    </span>
                )}
            </div>
            <div
                ref={host}
                className="aml-chart-plot"
                role="img"
                aria-label={summary(title, placed, trans)}
                style={{ height }}
            />
            {legend && (
                <Legend lines={placed} hidden={hidden} onToggle={props.onToggle} values={values} format={format} />
            )}
            {table && <SeriesTable title={title} lines={placed} format={format} />}
        </div>
    );
}

function sizeText(value: number | null): string {
    return value === null ? '' : formatBytes(value);
}

const identities = new WeakMap<object, number>();
let next = 1;

/** A number for an array, to tell a new one from one that grew. */
function identity(values: object): number {
    if (!identities.has(values)) {
        identities.set(values, next++);
    }
    return identities.get(values)!;
}

function lastOf(line: ILine): number | null {
    return line.points.v.length ? line.points.v[line.points.v.length - 1] : null;
}

/** What there is to see, in words. */
function summary(title: string, lines: readonly ILine[], trans: ITrans): string {
    const said = lines.slice(0, 10).map(line => {
        const { min, max, last, count } = extentOf(line.points);
        const text = trans.__(
            '%1 points, from %2 to %3, last %4',
            count,
            formatNumber(min),
            formatNumber(max),
            formatNumber(last)
        );
        return lines.length > 1 || line.label !== title ? `${line.label}: ${text}` : text;
    });
    const more = lines.length > 10 ? [trans.__('and %1 more', lines.length - 10)] : [];
    return `${title}: ${[...said, ...more].join('; ')}`;
}
