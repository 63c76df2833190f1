import type { Metric, Run } from '../schemas';
import { byName } from './metric_list';
import { asNumber, parseArguments } from './parameters';

export type Value = string | number | null;
export type Statistic = 'last' | 'min' | 'max';
export type Goal = 'min' | 'max' | null;
export type Section = 'run' | 'arguments' | 'tags' | 'metrics';

/** What is known of one of the runs that are compared. */
export interface ICompared {
    id: string;
    record: Run | null;
    metrics: ReadonlyMap<string, Metric>;
}

/** One line of the table: the same thing of each run. */
export interface IRow {
    section: Section;
    name: string;
    values: Value[];
    /** Not the same for all. */
    differs: boolean;
    goal: Goal;
    /** The positions of the best values, where a goal is known and there is a difference. */
    best: number[];
}

const SMALL = /loss|err|mse|mae|rmse|mape|perplexity|ppl|wer|cer|fid|nll|time|seconds|latency|entropy/;
const LARGE = /acc|auc|f1|precision|recall|r2|score|iou|dice|map|bleu|rouge|reward|return|throughput|kappa|mcc/;

/** Guesses from the name of a metric whether small or large values are good; null if the name does not say. */
export function guessGoal(name: string): Goal {
    const words = name.toLowerCase();
    if (SMALL.test(words)) {
        return 'min';
    }
    return LARGE.test(words) ? 'max' : null;
}

/** Returns the table of runs: what they are, their arguments, tags and metrics. `goals` holds what was chosen instead of the guess. */
export function compareRows(
    runs: readonly ICompared[],
    statistic: Statistic,
    goals: ReadonlyMap<string, Goal> = new Map()
): IRow[] {
    const args = runs.map(run => parseArguments(run.record?.arguments ?? []));
    const tags = runs.map(run => new Map(Object.entries(run.record?.tags ?? {})));
    return [
        ...Object.entries(ABOUT).map(([name, read]) =>
            row(
                'run',
                name,
                runs.map(run => run.record && read(run.record))
            )
        ),
        ...rows('arguments', args),
        ...rows('tags', tags),
        ...metricRows(runs, statistic, goals)
    ];
}

const ABOUT: Record<string, (run: Run) => Value> = {
    experiment: run => run.experiment,
    status: run => run.status,
    script: run => run.script ?? null,
    compute: run => run.compute ?? null,
    snapshot: run => run.snapshot?.slice(0, 12) ?? null,
    duration_s: run => run.duration_s ?? null,
    attempt: run => run.attempt,
    user: run => run.user ?? null
};

function row(section: Section, name: string, values: Value[], goal: Goal = null): IRow {
    const differs = values.some(value => !same(value, values[0]));
    return { section, name, values, differs, goal, best: differs ? bestOf(values, goal) : [] };
}

function rows(section: Section, maps: readonly ReadonlyMap<string, Value>[]): IRow[] {
    const names = [...new Set(maps.flatMap(map => [...map.keys()]))].sort(byName);
    return names.map(name =>
        row(
            section,
            name,
            maps.map(map => map.get(name) ?? null)
        )
    );
}

function metricRows(runs: readonly ICompared[], statistic: Statistic, goals: ReadonlyMap<string, Goal>): IRow[] {
    return metricNames(runs, isScalar).map(name => {
        const values = runs.map(run => statisticOf(run.metrics.get(name), statistic));
        return row('metrics', name, values, goals.has(name) ? (goals.get(name) ?? null) : guessGoal(name));
    });
}

function isScalar(metric: Metric): boolean {
    return metric.kind === 'series' || metric.kind === 'text';
}

/** Returns the names of metrics that any of the runs has. */
export function metricNames(runs: readonly ICompared[], wanted: (metric: Metric) => boolean): string[] {
    const names = new Set<string>();
    for (const run of runs) {
        run.metrics.forEach((metric, name) => wanted(metric) && names.add(name));
    }
    return [...names].sort(byName);
}

function statisticOf(metric: Metric | undefined, statistic: Statistic): Value {
    const value = metric?.[statistic] ?? (metric?.kind === 'text' ? (metric.last ?? metric.value) : null);
    return typeof value === 'number' || typeof value === 'string' ? value : null;
}

function same(a: Value, b: Value): boolean {
    const [x, y] = [asNumber(a), asNumber(b)];
    return x !== null && y !== null ? x === y : a === b;
}

function bestOf(values: readonly Value[], goal: Goal): number[] {
    const found = values.map(asNumber);
    const known = found.filter(value => value !== null);
    if (goal === null || known.length < 2) {
        return [];
    }
    const best = goal === 'min' ? Math.min(...known) : Math.max(...known);
    return found.flatMap((value, index) => (value === best ? [index] : []));
}
