import { rangeOf } from '../../model/ticks';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';
import { Frame } from './Frame';

export interface IBarsProps {
    title: string;
    /** Where each bar begins, and where the last one ends. */
    edges: readonly number[];
    values: readonly number[];
    xLabel: string;
    yLabel: string;
}

/** A histogram: bars between edges. */
export function Bars({ title, edges, values, xLabel, yLabel }: IBarsProps): JSX.Element | null {
    const trans = useTrans();
    const range = rangeOf(edges);
    const bars = values.slice(0, Math.max(0, edges.length - 1));
    const heights = rangeOf(bars);
    if (!range || !heights) {
        return null;
    }
    const top = Math.max(0, heights[1]) || 1;
    const said = trans.__('%1: %2 bars, the highest %3', title, bars.length, formatNumber(heights[1]));
    return (
        <Frame label={said} xLabel={xLabel} yLabel={yLabel} xRange={range} yRange={[Math.min(0, heights[0]), top]}>
            {({ x, y }) =>
                bars.map((value, index) => (
                    <rect
                        key={index}
                        className="aml-bar"
                        x={x(edges[index])}
                        width={Math.max(0.5, x(edges[index + 1]) - x(edges[index]) - 1)}
                        y={Math.min(y(0), y(value))}
                        height={Math.abs(y(0) - y(value)) || 0}
                    >
                        <title>{`${formatNumber(edges[index])} – ${formatNumber(edges[index + 1])}: ${formatNumber(value)}`}</title>
                    </rect>
                ))
            }
        </Frame>
    );
}
