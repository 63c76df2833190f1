import { useRef } from 'react';
import type { Brush, IScale } from '../../model/parallel';
import { useTrans } from '../basics/trans';

export interface IParallelAxisProps {
    scale: IScale;
    x: number;
    top: number;
    bottom: number;
    brush: Brush | null;
    onBrush: (brush: Brush | null) => void;
}

/** Drawn narrower than it can be grasped. */
const GRASP = 14;
const STEP = 0.1;
/** A press without a drag takes the brush away. */
const LEAST = 0.02;

/** An axis with its marks, and the stretch that is chosen on it: by dragging, or by the arrow keys. */
export function ParallelAxis({ scale, x, top, bottom, brush, onBrush }: IParallelAxisProps): JSX.Element {
    const trans = useTrans();
    const from = useRef<number | null>(null);
    const height = bottom - top;
    const y = (place: number) => bottom - place * height;
    const placeOf = (event: React.PointerEvent<SVGGElement>) => {
        const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
        return clamp((bottom - (event.clientY - box.top)) / height);
    };
    const onKeyDown = (event: React.KeyboardEvent) => {
        const [low, high] = brush ?? [0, 1];
        const moves: Record<string, Brush | null> = {
            ArrowUp: event.shiftKey ? [low, clamp(high + STEP)] : [clamp(low + STEP), clamp(high + STEP)],
            ArrowDown: event.shiftKey ? [low, Math.max(low, high - STEP)] : [clamp(low - STEP), clamp(high - STEP)],
            Escape: null
        };
        if (event.key in moves) {
            event.preventDefault();
            onBrush(moves[event.key]);
        }
    };
    return (
        <g
            className="aml-parallel-axis"
            tabIndex={0}
            role="slider"
            aria-label={trans.__(
                '%1: keep a stretch. Arrow keys move it, with Shift its end; Escape takes it away',
                scale.name
            )}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(100 * (brush?.[1] ?? 1))}
            aria-valuetext={
                brush ? `${Math.round(100 * brush[0])} % – ${Math.round(100 * brush[1])} %` : trans.__('all')
            }
            onKeyDown={onKeyDown}
            onPointerDown={event => {
                event.currentTarget.setPointerCapture(event.pointerId);
                from.current = placeOf(event);
            }}
            onPointerMove={event => {
                if (from.current !== null) {
                    const to = placeOf(event);
                    onBrush([Math.min(from.current, to), Math.max(from.current, to)]);
                }
            }}
            onPointerUp={() => {
                if (from.current !== null && (!brush || brush[1] - brush[0] < LEAST)) {
                    onBrush(null);
                }
                from.current = null;
            }}
        >
            <rect className="aml-parallel-grasp" x={x - GRASP} y={top} width={2 * GRASP} height={height} />
            <path d={`M${x} ${top}V${bottom}`} />
            {brush && (
                <rect
                    className="aml-parallel-brush"
                    x={x - 6}
                    width={12}
                    y={y(brush[1])}
                    height={Math.max(1, (brush[1] - brush[0]) * height)}
                />
            )}
            {scale.marks.map(mark => (
                <text key={mark.text} x={x + 8} y={y(mark.place) + 4}>
                    {short(mark.text)}
                    <title>{mark.text}</title>
                </text>
            ))}
            <text className="aml-parallel-name" x={x} y={top - 14} textAnchor="middle">
                {short(scale.name, 20)}
                {scale.log ? trans.__(' (log)') : ''}
                <title>{scale.name}</title>
            </text>
        </g>
    );
}

function clamp(place: number): number {
    return Math.max(0, Math.min(1, place));
}

function short(text: string, most = 14): string {
    return text.length > most ? `${text.slice(0, most - 6)}…${text.slice(-5)}` : text;
}
