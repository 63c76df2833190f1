import type { Run } from '../../schemas';
import { isFinal } from '../../schemas';
import { useNow } from './clock';
import { formatAgo, formatDuration } from './format';

/** How long ago, with the date on hover. */
export function Ago({ time }: { time: string | null | undefined }): JSX.Element | null {
    const now = useNow(Boolean(time));
    if (!time) {
        return null;
    }
    const then = Date.parse(time);
    return (
        <time dateTime={time} title={new Date(then).toLocaleString()}>
            {formatAgo(then, now)}
        </time>
    );
}

/** Seconds from the first moment of the script to its end, or to now; null before it began. */
export function durationOf(run: Run, now_ms: number): number | null {
    if (!run.started) {
        return null;
    }
    const end = run.ended ? Date.parse(run.ended) : now_ms;
    return run.duration_s ?? Math.max(0, (end - Date.parse(run.started)) / 1000);
}

/** How long a run took, or has taken so far. */
export function RunDuration({ run }: { run: Run }): JSX.Element | null {
    const now = useNow(Boolean(run.started) && !isFinal(run.status));
    const seconds = durationOf(run, now);
    return seconds === null ? null : <span className="aml-duration">{formatDuration(seconds)}</span>;
}
