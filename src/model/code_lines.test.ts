import { expect, test } from 'vitest';
import { linesOf } from './code_lines';
import { splitLines } from './log_lines';

test('coloured text is cut where plain text is', () => {
    const spans = [
        { text: 'a = ', look: '' },
        { text: '"""b\n\nc"""', look: 'string' },
        { text: '\n', look: '' }
    ];
    expect(linesOf(spans)).toEqual([
        [
            { text: 'a = ', look: '' },
            { text: '"""b', look: 'string' }
        ],
        [],
        [{ text: 'c"""', look: 'string' }]
    ]);
    const plain = splitLines(spans.map(span => span.text).join(''));
    expect(linesOf(spans).map(line => line.map(span => span.text).join(''))).toEqual(plain);
    expect(linesOf([])).toEqual([[]]);
});
