import type { Run } from '../schemas';
import { isFinal } from '../schemas';
import { movingMetric } from './headline';

export type Trend = 'up' | 'down' | null;

/** Values that are looked back on: enough that noise does not turn the arrow with each of them. */
const KEPT = 12;

/** Where the metric in the line of a run goes, as far as it was seen to move. */
export class Trends {
    private readonly seen = new Map<string, { name: string; values: number[] }>();

    /** Takes in what a run is now; one that has ended moves no more. */
    take(run: Pick<Run, 'id' | 'status' | 'metrics'>): void {
        const metric = movingMetric(run);
        if (isFinal(run.status) || !metric) {
            this.seen.delete(run.id);
            return;
        }
        const known = this.seen.get(run.id);
        const values = known?.name === metric.name ? known.values : [];
        if (values[values.length - 1] !== metric.value) {
            this.seen.set(run.id, { name: metric.name, values: [...values, metric.value].slice(-KEPT) });
        }
    }

    of(id: string): Trend {
        const values = this.seen.get(id)?.values ?? [];
        const half = Math.floor(values.length / 2);
        if (half === 0) {
            return null;
        }
        const change = mean(values.slice(-half)) - mean(values.slice(0, half));
        return change > 0 ? 'up' : change < 0 ? 'down' : null;
    }

    clear(): void {
        this.seen.clear();
    }
}

function mean(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + value, 0) / values.length;
}
