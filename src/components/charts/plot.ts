import uPlot from 'uplot';
import type { Aligned, Axis, IPoints, IRange } from '../../model/chart_data';
import { align, columnsOf, lonePoints, positive, valueAt } from '../../model/chart_data';
import { smooth } from '../../model/smoothing';
import { formatDuration, formatNumber } from '../basics/format';
import { colorName, dashOf } from './palette';
import { onThemeChange, ThemeColors } from './theme';

export interface ILine {
    key: string;
    label: string;
    points: IPoints;
    /** Which colour and dashes; the position of the line if left out. */
    slot?: number;
    /** When its run began, in seconds since 1970: where its relative time is 0. */
    start?: number;
}

export interface IPlotSettings {
    axis: Axis;
    log: boolean;
    smoothing: number;
    /** Points are marked, lines are left out. */
    marks: boolean;
    height: number;
    /** Charts with the same key share the cursor. */
    sync?: string;
    /** Values are sizes: the grid stands at powers of two. */
    bytes: boolean;
    format: (value: number | null) => string;
}

export interface IPlotEvents {
    onZoom(range: IRange | null): void;
    /** The values of all lines at the cursor, and the x value; null when it leaves. */
    onCursor(at: { x: string; values: (number | null)[] } | null): void;
}

const POWERS_OF_TWO = Array.from({ length: 60 }, (_, power) => 2 ** power);
const FONT = '11px system-ui, sans-serif';

/** A chart on a canvas. It knows nothing of React: lines are handed over, and drawn at the next frame. */
export class Plot {
    private readonly plot: uPlot;
    private readonly colors: ThemeColors;
    private readonly resizes: ResizeObserver;
    private readonly stopTheme: () => void;
    private zoom: IRange | null = null;
    private frame = 0;

    constructor(
        private readonly host: HTMLElement,
        private lines: readonly ILine[],
        private readonly settings: IPlotSettings,
        private readonly events: IPlotEvents
    ) {
        this.colors = new ThemeColors(host);
        this.plot = new uPlot(this.options(), this.data() as uPlot.AlignedData, host);
        this.resizes = new ResizeObserver(() => this.resize());
        this.resizes.observe(host);
        this.stopTheme = onThemeChange(() => {
            this.colors.forget();
            this.plot.redraw(false);
        });
    }

    /** Draws the lines as they are now; several calls within a frame cost one drawing. */
    show(lines: readonly ILine[], zoom: IRange | null): void {
        this.lines = lines;
        this.zoom = zoom;
        this.frame ||= requestAnimationFrame(() => {
            this.frame = 0;
            this.plot.setData(this.data() as uPlot.AlignedData);
        });
    }

    destroy(): void {
        cancelAnimationFrame(this.frame);
        this.resizes.disconnect();
        this.stopTheme();
        this.plot.destroy();
    }

    private resize(): void {
        const width = this.host.clientWidth;
        if (width > 0 && width !== this.plot.width) {
            this.plot.setSize({ width, height: this.settings.height });
        }
    }

    private data(): Aligned {
        const { axis, log, smoothing } = this.settings;
        const columns = this.lines.map(line => columnsOf(line.points, axis, line.start ?? 0));
        const shown = log ? columns.map(({ x, y }) => ({ x, y: positive(y) })) : columns;
        const smoothed = smoothing > 0 ? shown.map(({ x, y }) => ({ x, y: smooth(y, smoothing) })) : [];
        return align([...shown, ...smoothed]);
    }

    private options(): uPlot.Options {
        const { axis, log, height, sync } = this.settings;
        return {
            width: Math.max(this.host.clientWidth, 50),
            height,
            legend: { show: false },
            padding: [8, 10, 0, 0],
            scales: {
                x: { time: axis === 'clock', range: (_, low, high) => this.range(low, high) },
                y: log ? { distr: 3 } : { range: paddedRange }
            },
            axes: this.axes(),
            series: [{}, ...this.series()],
            cursor: {
                y: false,
                points: { size: 6 },
                drag: { x: true, y: false, setScale: false, dist: 4 },
                bind: { dblclick: () => () => (this.events.onZoom(null), null) },
                ...(sync && {
                    // The zoom is linked by whoever holds the range of all charts: only the position is told.
                    sync: { key: sync, setSeries: false, scales: ['x', null], filters: { pub: isMove } }
                })
            },
            hooks: {
                setSelect: [plot => this.select(plot)],
                setCursor: [plot => this.cursor(plot)]
            }
        };
    }

    private axes(): uPlot.Axis[] {
        const ink = () => this.colors.get('--aml-chart-ink');
        const look: uPlot.Axis = {
            stroke: ink,
            font: FONT,
            grid: { stroke: () => this.colors.get('--aml-chart-grid'), width: 1 },
            ticks: { show: false }
        };
        const x: uPlot.Axis = { ...look, size: 24, gap: 4 };
        if (this.settings.axis !== 'clock') {
            const text = this.settings.axis === 'time' ? formatDuration : formatNumber;
            x.values = (_, splits) => splits.map(text);
            x.space = 60;
        }
        const y: uPlot.Axis = {
            ...look,
            gap: 4,
            space: 28,
            ...(this.settings.bytes && { incrs: POWERS_OF_TWO }),
            size: (_, values) => 14 + 6.2 * Math.max(2, ...(values ?? []).map(text => text?.length ?? 0)),
            values: (_, splits) => splits.map(split => (split === null ? '' : this.settings.format(split)))
        };
        return [x, y];
    }

    /** First all lines as they are; when they are smoothed, faint, with the smoothed ones above. */
    private series(): uPlot.Series[] {
        const { smoothing, marks } = this.settings;
        const one = (line: ILine, index: number): uPlot.Series => {
            const slot = line.slot ?? index;
            const stroke = () => this.colors.get(colorName(slot));
            return {
                stroke,
                width: 1.5,
                dash: [...dashOf(slot)],
                points: { size: 4, width: 1, fill: stroke, ...(marks ? { show: true } : { filter: marked }) }
            };
        };
        const noLine = { paths: () => null };
        const raw = this.lines.map((line, index) => ({
            ...one(line, index),
            ...(marks && noLine),
            ...(smoothing > 0 && { alpha: 0.28, dash: [] })
        }));
        const smoothed =
            smoothing > 0 ? this.lines.map((line, index) => ({ ...one(line, index), points: { show: false } })) : [];
        return [...raw, ...smoothed];
    }

    private range(low: number | null, high: number | null): uPlot.Range.MinMax {
        if (this.zoom) {
            return [this.zoom.from, this.zoom.to];
        }
        return low === null || high === null ? [0, 1] : low === high ? [low - 0.5, high + 0.5] : [low, high];
    }

    private select(plot: uPlot): void {
        const { left, width } = plot.select;
        if (width > 0) {
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            this.events.onZoom({ from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') });
        }
    }

    private cursor(plot: uPlot): void {
        const index = plot.cursor.idx;
        if (index === null || index === undefined || (plot.cursor.left ?? -1) < 0) {
            this.events.onCursor(null);
            return;
        }
        const offset = this.settings.smoothing > 0 ? this.lines.length : 0;
        const values = this.lines.map((_, line) => valueAt(plot.data[1 + offset + line] as (number | null)[], index));
        this.events.onCursor({ x: axisText(plot.data[0][index], this.settings.axis), values });
    }
}

/** Points are marked where there are few; a point between two gaps, where there is no line, always. */
function marked(plot: uPlot, series: number, show: boolean): number[] | null {
    return show ? null : lonePoints(plot.data[series] as (number | null | undefined)[]);
}

function paddedRange(_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
    if (low === null || high === null) {
        return [0, 1];
    }
    const pad = (high - low) * 0.06 || Math.abs(high) * 0.1 || 0.5;
    return [low - pad, high + pad];
}

function isMove(type: string): boolean {
    return type === 'mousemove' || type === 'mouseleave';
}

/** How a position on an axis is written. */
export function axisText(x: number, axis: Axis): string {
    if (axis === 'clock') {
        return new Date(x * 1000).toLocaleTimeString();
    }
    return axis === 'time' ? formatDuration(x) : formatNumber(x);
}
