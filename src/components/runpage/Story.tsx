import type { Run } from '../../schemas';
import type { ITrans } from '../basics';
import { durationOf, formatDuration, useNow, useTrans } from '../basics';
import { isFinal } from '../../schemas';

/** What happened, in one sentence. */
export function Story({ run }: { run: Run }): JSX.Element {
    const trans = useTrans();
    const now = useNow(!isFinal(run.status));
    return <p className="aml-story">{storyOf(run, now, trans)}</p>;
}

export function storyOf(run: Run, now_ms: number, trans: ITrans): string {
    const seconds = durationOf(run, now_ms);
    const time = seconds === null ? '' : formatDuration(seconds);
    const where = run.compute ?? trans.__('this machine');
    const reason = run.status_reason;
    switch (run.status) {
        case 'NotStarted':
            return trans.__('It has not begun.');
        case 'Queued':
            return reason ? trans.__('It waits on %1: %2.', where, bare(reason)) : trans.__('It waits on %1.', where);
        case 'Preparing':
        case 'Provisioning':
        case 'Starting':
            return trans.__('It is being prepared on %1.', where);
        case 'Running':
            return trans.__('It has been running on %1 for %2.', where, time);
        case 'Finalizing':
            return trans.__('The script has ended after %1; what it left is being put away.', time);
        case 'CancelRequested':
            return trans.__('It was asked to end, and ends now.');
        case 'NotResponding':
            return trans.__('Nothing has been heard of it: %1.', bare(reason));
        case 'Completed':
            return time ? trans.__('It completed on %1 in %2.', where, time) : trans.__('It completed.');
        case 'Canceled':
            return withReason(
                time ? trans.__('It was canceled after %1', time) : trans.__('It was canceled before it began'),
                reason
            );
        case 'Failed':
            return withReason(
                time ? trans.__('It failed after %1', time) : trans.__('It failed before it began'),
                // The error stands below, with its place.
                errorOf(run) === reason ? '' : reason
            );
    }
}

/** What the error of a run says; empty if it has none. */
export function errorOf(run: Run): string {
    const message = run.error?.message;
    return typeof message === 'string' ? message : '';
}

function withReason(text: string, reason: string): string {
    return reason ? `${text}: ${bare(reason)}.` : `${text}.`;
}

function bare(text: string): string {
    return text.replace(/\.$/, '');
}
