/** A piece of a text that looks the same throughout. */
export interface ISpan {
    text: string;
    /** Classes of the application's own theme; empty for plain text. */
    look: string;
}

/** Cuts coloured text into lines, as `splitLines` does with plain text. */
export function linesOf(spans: readonly ISpan[]): ISpan[][] {
    const lines: ISpan[][] = [[]];
    for (const { text, look } of spans) {
        text.split('\n').forEach((piece, index) => {
            if (index > 0) {
                lines.push([]);
            }
            if (piece) {
                lines[lines.length - 1].push({ text: piece, look });
            }
        });
    }
    if (lines.length > 1 && lines[lines.length - 1].length === 0) {
        lines.pop();
    }
    return lines;
}
