import type { Run } from '../schemas';

/** A column of the table of children: a fact, or `metric:NAME`. */
export type ChildColumn = 'name' | 'status' | 'created' | 'duration' | `metric:${string}`;

export interface IChildOrder {
    column: ChildColumn;
    descending: boolean;
}

/** Returns the names of the numbers the children logged, those most of them have first. */
export function metricNames(children: Iterable<Run>): string[] {
    const counts = new Map<string, number>();
    for (const child of children) {
        for (const [name, value] of Object.entries(child.metrics)) {
            if (typeof value === 'number') {
                counts.set(name, (counts.get(name) ?? 0) + 1);
            }
        }
    }
    return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([name]) => name);
}

/** Returns a number a child logged. */
export function metricOf(child: Run, name: string): number | null {
    const value = (child.metrics as Record<string, unknown>)[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Returns the number that children are most likely compared by; one that is not known by its name if there is no other. */
export function likelyGoal(names: readonly string[]): string | undefined {
    return names.find(name => /loss|acc|auc|score|err|rmse|mse|mae|f1|r2/i.test(name)) ?? names[0];
}

/** Whether less is better, by the usual names of things one wants to be small. */
export function lowerIsBetter(metric: string): boolean {
    return /loss|err|rmse|mse|mae|perplex|distance|time|latency|seconds|regret|deviance/i.test(metric);
}

/** Returns the child with the best value of a metric. */
export function bestOf(children: readonly Run[], metric: string, lower: boolean): Run | null {
    let best: Run | null = null;
    for (const child of children) {
        const value = metricOf(child, metric);
        const other = best && metricOf(best, metric);
        if (value !== null && (other === null || (lower ? value < other : value > other))) {
            best = child;
        }
    }
    return best;
}

/** Returns the children in order; those without a value are last either way. */
export function orderChildren(children: readonly Run[], order: IChildOrder, now_ms: number): Run[] {
    const keys = new Map(children.map(child => [child.id, keyOf(child, order.column, now_ms)]));
    const sign = order.descending ? -1 : 1;
    return [...children].sort((a, b) => {
        const [one, other] = [keys.get(a.id) ?? null, keys.get(b.id) ?? null];
        if (one === null || other === null) {
            return Number(one === null) - Number(other === null);
        }
        const by =
            typeof one === 'number' && typeof other === 'number'
                ? one - other
                : collator.compare(String(one), String(other));
        return sign * by || collator.compare(a.id, b.id);
    });
}

const collator = new Intl.Collator('en', { numeric: true });

function keyOf(child: Run, column: ChildColumn, now_ms: number): number | string | null {
    switch (column) {
        case 'name':
            return child.display_name;
        case 'status':
            return child.status;
        case 'created':
            return child.created ? Date.parse(child.created) : null;
        case 'duration':
            return (
                child.duration_s ??
                (child.started
                    ? ((child.ended ? Date.parse(child.ended) : now_ms) - Date.parse(child.started)) / 1000
                    : null)
            );
        default:
            return metricOf(child, column.slice('metric:'.length));
    }
}
