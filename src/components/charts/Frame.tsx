import type { ReactNode } from 'react';
import { ticks } from '../../model/ticks';
import { formatNumber } from '../basics/format';

export interface IScales {
    x: (value: number) => number;
    y: (value: number) => number;
}

export interface IFrameProps {
    /** What there is to see, in words. */
    label: string;
    xLabel: string;
    yLabel: string;
    xRange: readonly [number, number];
    yRange: readonly [number, number];
    children: (scales: IScales) => ReactNode;
}

const SIZE = { width: 400, height: 270 };
const BOX = { left: 52, top: 8, right: 392, bottom: 226 };

/** Axes, grid and labels of the charts that do not change while one looks: curves, bars and bands in SVG. */
export function Frame({ label, xLabel, yLabel, xRange, yRange, children }: IFrameProps): JSX.Element {
    const x = scale(xRange, BOX.left, BOX.right);
    const y = scale(yRange, BOX.bottom, BOX.top);
    return (
        <svg className="aml-frame" viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={label}>
            {ticks(...xRange).map(tick => (
                <g key={tick}>
                    <path className="aml-frame-grid" d={`M${x(tick)} ${BOX.top}V${BOX.bottom}`} />
                    <text x={x(tick)} y={BOX.bottom + 16} textAnchor="middle">
                        {formatNumber(tick)}
                    </text>
                </g>
            ))}
            {ticks(...yRange).map(tick => (
                <g key={tick}>
                    <path className="aml-frame-grid" d={`M${BOX.left} ${y(tick)}H${BOX.right}`} />
                    <text x={BOX.left - 6} y={y(tick) + 4} textAnchor="end">
                        {formatNumber(tick)}
                    </text>
                </g>
            ))}
            <text className="aml-frame-label" x={(BOX.left + BOX.right) / 2} y={SIZE.height - 10} textAnchor="middle">
                {xLabel}
            </text>
            <text
                className="aml-frame-label"
                transform={`translate(11 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)`}
                textAnchor="middle"
            >
                {yLabel}
            </text>
            {children({ x, y })}
        </svg>
    );
}

function scale([low, high]: readonly [number, number], from: number, to: number): (value: number) => number {
    return value => Math.round((from + ((value - low) / (high - low || 1)) * (to - from)) * 100) / 100;
}

/** The path through points; what is no number is a gap. */
export function pathOf(x: readonly number[], y: readonly number[], scales: IScales): string {
    let path = '';
    let begun = false;
    x.forEach((value, index) => {
        const known = Number.isFinite(value) && Number.isFinite(y[index]);
        path += known ? `${begun ? 'L' : 'M'}${scales.x(value)} ${scales.y(y[index])}` : '';
        begun = known;
    });
    return path;
}
