import type { Run } from '../schemas';

/** What the script printed; of a distributed run, what rank 0 did. */
export const PRINTED = 'user_logs/std_log.txt';
/** How the environment was built. */
export const BUILD = 'user_logs/environment_build.txt';

/** The rank whose failure ended the run; 0 where it is not distributed. */
export function failedRank({ status, status_reason }: Pick<Run, 'status' | 'status_reason'>): number {
    const named = status === 'Failed' ? /^rank (\d+): /.exec(status_reason) : null;
    return named ? Number(named[1]) : 0;
}

/** What a rank printed. */
export function logOfRank(rank: number): string {
    return rank === 0 ? PRINTED : `user_logs/std_log_process_${rank}.txt`;
}

/** The log for somebody who chose none: that of the rank that failed; as long as the script has not begun, how its environment is built; else the first. */
export function currentLog(logs: readonly { path: string }[], rank = 0): string | null {
    const names = logs.map(log => log.path);
    return [logOfRank(rank), PRINTED, BUILD].find(name => names.includes(name)) ?? names[0] ?? null;
}
