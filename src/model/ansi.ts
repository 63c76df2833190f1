import Anser from 'anser';

/** A piece of a line in one look. Colours are names such as `red` or `bright-red`, or `rgb(...)`. */
export interface ISpan {
    text: string;
    fg: string | null;
    bg: string | null;
    decorations: readonly string[];
}

/** What terminals do not print: links, titles and other orders that are no colour, and control characters. */
const OTHER =
    /\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[^[\]PX^_]|[\0-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g;

/** Cuts a line at its colours. Of what a progress bar wrote over itself the last is shown, as a terminal would. */
export function spansOf(line: string): ISpan[] {
    const shown = line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(OTHER, '');
    if (!shown.includes('\u001b')) {
        return [{ text: shown, fg: null, bg: null, decorations: [] }];
    }
    return Anser.ansiToJson(shown, { json: true, use_classes: true, remove_empty: true }).map(piece => ({
        text: piece.content,
        fg: colour(piece.fg, piece.fg_truecolor),
        bg: colour(piece.bg, piece.bg_truecolor),
        decorations: piece.decorations
    }));
}

function colour(name: string | null, exact: string | null): string | null {
    if (!name) {
        return null;
    }
    if (name === 'ansi-truecolor') {
        return `rgb(${exact})`;
    }
    const index = /^ansi-palette-(\d+)$/.exec(name);
    return index ? paletteColour(Number(index[1])) : name.replace('ansi-', '');
}

/** The 216 colours and 24 greys of the 256 of terminals; the first 16 have names. */
function paletteColour(index: number): string {
    if (index >= 232) {
        const grey = 8 + 10 * (index - 232);
        return `rgb(${grey}, ${grey}, ${grey})`;
    }
    const level = (n: number) => (n ? 55 + 40 * n : 0);
    const at = index - 16;
    return `rgb(${level(Math.floor(at / 36))}, ${level(Math.floor(at / 6) % 6)}, ${level(at % 6)})`;
}
