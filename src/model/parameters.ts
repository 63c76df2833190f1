/** Parameters of a run, read from the arguments of its script. */

const OPTION = /^--?[A-Za-z_]/;

/**
 * Returns arguments as names and values: `--lr 0.1`, `--lr=0.1`, `-b 64`, `--layers 64 32`, `--verbose`.
 *
 * What no option stands before is named by its position. An option given twice has both values.
 */
export function parseArguments(words: readonly string[]): Map<string, string> {
    const found = new Map<string, string[]>();
    const add = (name: string, ...values: string[]) => found.set(name, [...(found.get(name) ?? []), ...values]);
    let option: string | null = null;
    let position = 0;
    for (const word of words) {
        if (OPTION.test(word)) {
            const equals = word.indexOf('=');
            const name = word.slice(0, equals < 0 ? undefined : equals).replace(/^--?/, '');
            add(name, ...(equals < 0 ? [] : [word.slice(equals + 1)]));
            option = equals < 0 ? name : null;
        } else if (option !== null) {
            add(option, word);
        } else {
            add(String(++position), word);
        }
    }
    return new Map([...found].map(([name, values]) => [name, values.length ? values.join(' ') : 'true']));
}

/** Returns a text as the number it writes, or null: `1e-3` and `0.001` are the same setting. */
export function asNumber(value: string | number | null): number | null {
    if (typeof value === 'number') {
        return Number.isFinite(value) ? value : null;
    }
    if (value === null || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value.trim())) {
        return null;
    }
    return Number(value);
}
