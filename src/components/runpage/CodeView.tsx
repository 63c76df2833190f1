import { useEffect, useMemo, useRef } from 'react';
import { splitLines } from '../../model/log_lines';
import type { ILineListHandle } from './LineList';
import { LineList } from './LineList';
import { LogLine } from './LogLine';
import { ScrollMarks } from './ScrollMarks';

export interface ICodeViewProps {
    text: string;
    label: string;
    /** A line to go to and mark, counted from 1. */
    target?: number;
}

/** A text with line numbers, to be read. */
export function CodeView({ text, label, target }: ICodeViewProps): JSX.Element {
    const lines = useMemo(() => splitLines(text), [text]);
    const list = useRef<ILineListHandle>(null);
    const marks = useMemo(() => [{ kind: 'target' as const, lines: target ? [target - 1] : [] }], [target]);
    useEffect(() => {
        if (target) {
            list.current?.goTo(target - 1);
        }
    }, [target, lines]);
    return (
        <div className="aml-log-frame">
            <LineList
                handle={list}
                count={lines.length}
                label={label}
                renderLine={index => (
                    <LogLine key={index} number={index} text={lines[index]} current={index + 1 === target} />
                )}
            />
            <ScrollMarks count={lines.length} marks={marks} onGoTo={line => list.current?.goTo(line)} />
        </div>
    );
}
