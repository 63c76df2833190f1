import type { Run } from '../schemas';

/** Numbers that only count on: they say little of how well it goes. */
const COUNTERS = /^(epochs?|steps?|iter(ation)?s?|batch(es)?|seed|lr|learning_?rate|time|duration|seconds)$/i;

export interface IMovingMetric {
    name: string;
    value: number;
}

/** The one metric a line of the list has room for: the first number that is no counter; the same one as long as the run lasts. */
export function movingMetric(run: Pick<Run, 'metrics'>): IMovingMetric | null {
    const numbers = Object.entries(run.metrics).filter(([, value]) => typeof value === 'number');
    const entry = numbers.find(([name]) => !COUNTERS.test(name)) ?? numbers[0];
    return entry ? { name: entry[0], value: entry[1] as number } : null;
}
