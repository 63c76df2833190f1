/** The words of a line, as a POSIX shell splits it, and the line that gives these words. */

export class UnclosedQuote extends Error {}

/**
 * Splits a line into words.
 *
 * @throws UnclosedQuote
 */
export function splitWords(line: string): string[] {
    const words: string[] = [];
    let word: string | null = null;
    let quote = '';
    for (let at = 0; at < line.length; at++) {
        const char = line[at];
        if (quote) {
            if (char === quote) {
                quote = '';
            } else if (char === '\\' && quote === '"' && '"\\$`'.includes(line[at + 1] ?? ' ')) {
                word += line[++at];
            } else {
                word += char;
            }
        } else if (char === "'" || char === '"') {
            quote = char;
            word ??= '';
        } else if (char === '\\' && at + 1 < line.length) {
            word = (word ?? '') + line[++at];
        } else if (/\s/.test(char)) {
            if (word !== null) {
                words.push(word);
                word = null;
            }
        } else {
            word = (word ?? '') + char;
        }
    }
    if (quote) {
        throw new UnclosedQuote(quote);
    }
    return word === null ? words : [...words, word];
}

/** Returns the line that `splitWords` takes apart into these words. */
export function joinWords(words: readonly string[]): string {
    return words.map(quoted).join(' ');
}

function quoted(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'"'"'`)}'`;
}
