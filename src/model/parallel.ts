import type { IRow, Value } from './compare';
import { asNumber } from './parameters';
import { rangeOf, ticks } from './ticks';

/** One of the upright axes: a parameter or a metric, with the place of each value between 0 (below) and 1 (above), or below all where there is none. */
export interface IScale {
    name: string;
    numeric: boolean;
    log: boolean;
    marks: { place: number; text: string }[];
    places: number[];
}

/** A stretch of an axis that lines must pass through. */
export type Brush = readonly [low: number, high: number];

/** Where the lines of runs go that lack a value: a parameter left out is a choice as well. */
const MISSING = { place: -0.12, text: '–' };
/** Larger spans than this are easier to read by magnitude: learning rates, say. */
const LOG_SPAN = 100;

/** Returns a row of the table as an axis: by number where all values are numbers, else one place for each text. */
export function scaleOf(row: IRow, format: (value: number) => string): IScale {
    const numbers = row.values.map(asNumber);
    const numeric = row.values.every((value, index) => value === null || numbers[index] !== null);
    const range = rangeOf(numbers.filter(value => value !== null));
    return numeric && range ? numericScale(row.name, numbers, range, format) : textScale(row.name, row.values);
}

function numericScale(
    name: string,
    values: (number | null)[],
    [low, high]: [number, number],
    format: (value: number) => string
): IScale {
    const log = low > 0 && high / low >= LOG_SPAN;
    const measure = log ? Math.log10 : (value: number) => value;
    const [from, to] = [measure(low), measure(high)];
    const place = (value: number) => (to > from ? (measure(value) - from) / (to - from) : 0.5);
    const inner = log
        ? ticks(Math.ceil(from), Math.floor(to), 5)
              .filter(Number.isInteger)
              .map(power => 10 ** power)
        : ticks(low, high, 5);
    // The ends are written, so marks that would touch them are left out.
    const between = inner.filter(value => place(value) > 0.1 && place(value) < 0.9);
    const marks = [...new Set([low, ...between, high])].map(value => ({ place: place(value), text: format(value) }));
    return {
        name,
        numeric: true,
        log,
        ...withMissing(
            marks,
            values.map(value => (value === null ? null : place(value)))
        )
    };
}

function textScale(name: string, values: readonly Value[]): IScale {
    const texts = values.map(value => (value === null ? null : String(value)));
    const known = [...new Set(texts.filter(text => text !== null))].sort((a, b) =>
        b.localeCompare(a, 'en', { numeric: true })
    );
    const place = (text: string) => (known.length > 1 ? known.indexOf(text) / (known.length - 1) : 0.5);
    const marks = known.map(text => ({ place: place(text), text }));
    return {
        name,
        numeric: false,
        log: false,
        ...withMissing(
            marks,
            texts.map(text => (text === null ? null : place(text)))
        )
    };
}

function withMissing(marks: IScale['marks'], places: (number | null)[]): Pick<IScale, 'marks' | 'places'> {
    return {
        marks: places.includes(null) ? [...marks, MISSING] : marks,
        places: places.map(place => place ?? MISSING.place)
    };
}

/** Orders metrics by what they tell of a run: those that can be good or bad first, and of these the ones that are not of the training itself. */
export function byWorth(rows: readonly IRow[]): IRow[] {
    const worth = (row: IRow) => (row.goal === null ? 0 : /val|test|eval/i.test(row.name) ? 2 : 1);
    return [...rows].sort((a, b) => worth(b) - worth(a));
}

/** Whether a run passes through all brushes; a run without a value does not pass through one on that axis. */
export function passes(run: number, scales: readonly IScale[], brushes: ReadonlyMap<string, Brush>): boolean {
    return scales.every(scale => {
        const brush = brushes.get(scale.name);
        const place = scale.places[run];
        return !brush || (place >= brush[0] - 1e-9 && place <= brush[1] + 1e-9);
    });
}
