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

/** Returns the line of a cell that gives these words to `%aml`: braces and dollars that would stand for Python variables are doubled. */
export function magicLine(words: readonly string[]): string {
    const parts = joinWords(words).split(/([{}])/);
    return `%aml ${parts.map(part => (/^[{}]$/.test(part) ? part + part : dollars(part))).join('')}`;
}

/** IPython leaves a dollar alone if it takes it to be within single quotes: it counts those behind it, up to the next brace. */
function dollars(part: string): string {
    return part.replace(/\$(?=[\p{L}\p{N}_.])/gu, (dollar, at: number) =>
        (part.slice(at).split("'").length - 1) % 2 === 0 ? '$$' : dollar
    );
}

function quoted(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'"'"'`)}'`;
}
