import type { Run } from '../../schemas';
import { formatNumber } from '../basics';

/** Numbers that only count on: they say little of how well it goes. */
const COUNTERS = /^(epochs?|steps?|iter(ation)?s?|batch(es)?|seed|lr|learning_?rate|time|duration|seconds)$/i;

export interface IHeadline {
    name: string;
    value: string;
}

/** The one metric a line of the list has room for: the first number that is no counter; the same one as long as the run lasts. */
export function headlineOf(run: Run): IHeadline | null {
    const numbers = Object.entries(run.metrics).filter(([, value]) => typeof value === 'number');
    const entry = numbers.find(([name]) => !COUNTERS.test(name)) ?? numbers[0];
    return entry ? { name: entry[0], value: formatNumber(entry[1] as number) } : null;
}

/** What a run runs, without the folders. */
export function scriptOf(run: Run): string {
    const text = run.script ?? run.command.join(' ');
    return run.script ? text.slice(text.lastIndexOf('/') + 1) : text;
}
