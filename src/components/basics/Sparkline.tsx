export interface ISparklineProps {
    values: readonly (number | null)[];
    width?: number;
    height?: number;
    label?: string;
}

const MOST = 100;

/** A curve without axes, the size of a word. */
export function Sparkline({ values, width = 60, height = 16, label }: ISparklineProps): JSX.Element | null {
    const points = thin(values.filter((value): value is number => value !== null && Number.isFinite(value)));
    if (points.length < 2) {
        return null;
    }
    const low = Math.min(...points);
    const span = Math.max(...points) - low || 1;
    const x = (index: number) => 1 + (index * (width - 2)) / (points.length - 1);
    const y = (value: number) => height - 1.5 - ((value - low) * (height - 3)) / span;
    const line = points.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    return (
        <svg className="aml-sparkline" width={width} height={height} role="img" aria-label={label ?? 'curve'}>
            <polyline points={line} fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
        </svg>
    );
}

function thin(values: number[]): number[] {
    if (values.length <= MOST) {
        return values;
    }
    return Array.from({ length: MOST }, (_, index) => values[Math.floor((index * (values.length - 1)) / (MOST - 1))]);
}
