import type { MouseEvent } from 'react';
import { memo } from 'react';

/** What a stripe in the scrollbar stands for. */
export type MarkKind = 'hit' | 'error' | 'target';

export interface IScrollMarksProps {
    count: number;
    marks: readonly { kind: MarkKind; lines: readonly number[] }[];
    onGoTo: (line: number) => void;
}

const STRIPES = 400;

/** Where in a long text there is something, beside its scrollbar. A click goes there. */
export const ScrollMarks = memo(function ScrollMarks({ count, marks, onGoTo }: IScrollMarksProps) {
    const click = (event: MouseEvent) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = ((event.clientY - box.top) / box.height) * count;
        const lines = marks.flatMap(mark => mark.lines);
        onGoTo(lines.reduce((best, line) => (Math.abs(line - at) < Math.abs(best - at) ? line : best), lines[0] ?? at));
    };
    return (
        // Next and previous do the same for the keyboard.
        <div className="aml-marks" aria-hidden="true" onClick={click}>
            {marks.map(({ kind, lines }) =>
                [...new Set(lines.map(line => Math.floor((line / Math.max(1, count)) * STRIPES)))].map(stripe => (
                    <div key={`${kind}${stripe}`} data-kind={kind} style={{ top: `${(100 * stripe) / STRIPES}%` }} />
                ))
            )}
        </div>
    );
});
