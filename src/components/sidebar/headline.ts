import { movingMetric } from '../../model/headline';
import type { Run } from '../../schemas';
import { isFinal } from '../../schemas';
import { formatNumber } from '../basics';

export interface IHeadline {
    name: string;
    value: string;
}

/** The one metric a line has room for, as it is read. */
export function headlineOf(run: Pick<Run, 'metrics'>): IHeadline | null {
    const metric = movingMetric(run);
    return metric && { name: metric.name, value: formatNumber(metric.value) };
}

/** Whether a line has something to say of how the run goes. */
export function goesOf(run: Run): boolean {
    return movingMetric(run) !== null || (!isFinal(run.status) && Boolean(run.progress));
}

/** What a run runs, without the folders. */
export function scriptOf(run: Run): string {
    const text = run.script ?? run.command.join(' ');
    return run.script ? text.slice(text.lastIndexOf('/') + 1) : text;
}
