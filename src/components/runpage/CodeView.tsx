import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ISpan } from '../../model/code_lines';
import { linesOf } from '../../model/code_lines';
import { useRunPage } from './context';
import type { ILineListHandle } from './LineList';
import { LineList } from './LineList';
import { ScrollMarks } from './ScrollMarks';
import { useLoad } from './use_load';

export interface ICodeViewProps {
    text: string;
    /** Its name tells the language. */
    path: string;
    /** A line to go to and mark, counted from 1. */
    target?: number;
}

/** Letters above which colours would take longer than anybody likes to wait. */
const MOST_COLOURED = 500_000;

/** A text with line numbers, to be read. */
export function CodeView({ text, path, target }: ICodeViewProps): JSX.Element {
    const lines = useLines(text, path);
    const list = useRef<ILineListHandle>(null);
    const marks = useMemo(() => [{ kind: 'target' as const, lines: target ? [target - 1] : [] }], [target]);
    useEffect(() => {
        if (target) {
            list.current?.goTo(target - 1);
        }
    }, [target, text]);
    return (
        <div className="aml-log-frame">
            <LineList
                handle={list}
                count={lines.length}
                label={path}
                renderLine={index => (
                    <div key={index} className="aml-logline" data-current={index + 1 === target || undefined}>
                        <span className="aml-logline-number">{index + 1}</span>
                        <span className="aml-logline-text">
                            {lines[index].map((span, at) => (
                                <span key={at} className={span.look || undefined}>
                                    {span.text}
                                </span>
                            ))}
                        </span>
                    </div>
                )}
            />
            <ScrollMarks count={lines.length} marks={marks} onGoTo={line => list.current?.goTo(line)} />
        </div>
    );
}

/** The lines, plain at first, in colours as soon as the language is there. */
function useLines(text: string, path: string): ISpan[][] {
    const { looks } = useRunPage();
    const source = useMemo(() => text.replace(/\r\n/g, '\n'), [text]);
    const load = useCallback(
        async () => ({ source, spans: (await looks?.highlight(source, path)) ?? null }),
        [looks, source, path]
    );
    const { value } = useLoad(looks && source.length <= MOST_COLOURED ? load : null);
    const coloured = value?.source === source ? value.spans : null;
    return useMemo(() => linesOf(coloured ?? [{ text: source, look: '' }]), [coloured, source]);
}
