import type { CSSProperties } from 'react';
import { memo } from 'react';
import { spansOf } from '../../model/ansi';
import { cutAtHits } from '../../model/log_search';

export interface ILogLineProps {
    /** Left out: none is shown. */
    number?: number;
    /** undefined: not here yet. */
    text: string | undefined;
    /** What the search is for. */
    matcher?: RegExp | null;
    error?: boolean;
    /** The hit one is at. */
    current?: boolean;
}

/** One line of a log: its number, its text in the colours of the terminal, hits of the search. */
export const LogLine = memo(function LogLine({ number, text, matcher = null, error, current }: ILogLineProps) {
    return (
        <div className="aml-logline" data-error={error || undefined} data-current={current || undefined}>
            {number !== undefined && <span className="aml-logline-number">{number + 1}</span>}
            <span className="aml-logline-text">
                {text === undefined
                    ? '\u2026'
                    : spansOf(text).map((span, index) => (
                          <span
                              key={index}
                              className={span.decorations.map(name => `aml-ansi-${name}`).join(' ') || undefined}
                              data-fg={named(span.fg)}
                              data-bg={named(span.bg)}
                              style={styleOf(span.fg, span.bg)}
                          >
                              {cutAtHits(span.text, matcher).map((piece, at) =>
                                  at % 2 ? <mark key={at}>{piece}</mark> : piece
                              )}
                          </span>
                      ))}
            </span>
        </div>
    );
});

function named(colour: string | null): string | undefined {
    return colour && !colour.startsWith('rgb') ? colour : undefined;
}

function styleOf(fg: string | null, bg: string | null): CSSProperties | undefined {
    const [color, background] = [fg, bg].map(one => (one?.startsWith('rgb') ? one : undefined));
    return color || background ? { color, background } : undefined;
}
