import { useLayoutEffect, useRef } from 'react';
import type { ILogTail } from '../../model/run_store';
import { useTrans } from '../basics';
import { LogLine } from '../runpage/LogLine';

/** A line that is longer is cut: nobody reads it in a cell, and a browser takes long to lay it out. */
const LONGEST = 2000;
/** Characters from the end that are looked at for lines. */
const REACH = 40_000;

/** The last lines of the log. */
export function CellLog({ log, lines }: { log: ILogTail | null; lines: number }): JSX.Element | null {
    const trans = useTrans();
    const frame = useRef<HTMLDivElement>(null);
    const shown = lastLines(log?.text ?? '', lines);
    const follows = useRef(true);
    useLayoutEffect(() => {
        if (frame.current && follows.current) {
            frame.current.scrollTop = frame.current.scrollHeight;
        }
    });
    if (shown.length === 0) {
        return null;
    }
    const onScroll = () => {
        const { scrollTop, scrollHeight, clientHeight } = frame.current!;
        follows.current = scrollHeight - scrollTop - clientHeight < 8;
    };
    return (
        <div
            ref={frame}
            className="aml-cell-log"
            role="log"
            aria-label={trans.__('Log')}
            aria-live="off"
            tabIndex={0}
            onScroll={onScroll}
        >
            {shown.map((line, index) => (
                <LogLine key={index} text={line} />
            ))}
        </div>
    );
}

/** Returns the last lines that are not empty. */
export function lastLines(text: string, count: number): string[] {
    const lines = text
        .slice(-REACH)
        .split('\n')
        .filter(line => line.trim() !== '');
    return lines.slice(-count).map(line => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
}
