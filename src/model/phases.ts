import type { Run, RunDetail, Status } from '../schemas';
import { isFinal } from '../schemas';

export type PhaseName = 'queued' | 'preparing' | 'running' | 'finalizing';

/** A stretch of time an attempt spent in one way. */
export interface IStretch {
    name: PhaseName;
    from_s: number;
    /** null: it still goes on. */
    to_s: number | null;
}

const NAMES: Record<string, PhaseName> = {
    Queued: 'queued',
    NotStarted: 'queued',
    Preparing: 'preparing',
    Provisioning: 'preparing',
    Starting: 'preparing',
    Running: 'running',
    Finalizing: 'finalizing'
};

/** Returns how the time of an attempt was spent; the first one began when the run was made. */
export function stretchesOf(run: Run, attempt: RunDetail['attempts'][number]): IStretch[] {
    const stretches: IStretch[] = [];
    const begin = (name: PhaseName, t: number) => {
        const last = stretches[stretches.length - 1];
        if (last?.name !== name) {
            close(t);
            stretches.push({ name, from_s: t, to_s: null });
        }
    };
    const close = (t: number) => {
        const last = stretches[stretches.length - 1];
        if (last?.to_s === null) {
            last.to_s = Math.max(last.from_s, t);
        }
    };
    if (attempt.number === 1 && run.created) {
        begin('queued', Date.parse(run.created) / 1000);
    }
    for (const phase of attempt.phases) {
        const name = NAMES[phase.status];
        if (name) {
            begin(name, phase.t);
        } else if (isFinal(phase.status as Status)) {
            close(phase.t);
        }
    }
    return stretches;
}

/** Returns how long a stretch was, or is by now. */
export function lengthOf(stretch: IStretch, now_ms: number): number {
    return Math.max(0, (stretch.to_s ?? now_ms / 1000) - stretch.from_s);
}
