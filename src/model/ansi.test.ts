import { expect, test } from 'vitest';
import { spansOf } from './ansi';

test('colours of a terminal', () => {
    expect(
        spansOf('a \u001b[31mred\u001b[0m \u001b[1;92mgreen\u001b[0m').map(span => [
            span.text,
            span.fg,
            ...span.decorations
        ])
    ).toEqual([
        ['a ', null],
        ['red', 'red'],
        [' ', null],
        ['green', 'bright-green', 'bold']
    ]);
    expect(spansOf('\u001b[38;5;196mx').map(span => span.fg)).toEqual(['rgb(255, 0, 0)']);
    expect(spansOf('\u001b[38;2;1;2;3mx').map(span => span.fg)).toEqual(['rgb(1, 2, 3)']);
    expect(spansOf('\u001b[48;5;255mx').map(span => span.bg)).toEqual(['rgb(238, 238, 238)']);
});

test('text stays text', () => {
    expect(spansOf('<b>&amp;</b>')).toEqual([{ text: '<b>&amp;</b>', fg: null, bg: null, decorations: [] }]);
    expect(spansOf('\u001b[1m<b>&amp;').map(span => span.text)).toEqual(['<b>&amp;']);
});

test('links, titles and control characters are not printed', () => {
    const texts = (line: string) =>
        spansOf(line)
            .map(span => span.text)
            .join('');
    expect(texts('\u001b]8;;javascript:x\u0007link\u001b]8;;\u001b\\ after')).toBe('link after');
    expect(texts('\u001b]0;title\u0007a\u001bP1$r\u001b\\b\u0000\u0007c\u001b7d')).toBe('abcd');
    expect(texts('\u001b]never ended')).toBe('');
});

test('of a progress bar the last is shown', () => {
    expect(spansOf('10 %\r20 %\r30 %')[0].text).toBe('30 %');
    expect(spansOf('10 %\r20 %\r')[0].text).toBe('20 %\r');
});
