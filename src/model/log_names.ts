/** What the script printed; of a distributed run, what rank 0 did. */
export const PRINTED = 'user_logs/std_log.txt';
/** How the environment was built. */
export const BUILD = 'user_logs/environment_build.txt';

/** The log for somebody who chose none: as long as the script has not begun, how its environment is built; else the first. */
export function currentLog(logs: readonly { path: string }[]): string | null {
    const names = logs.map(log => log.path);
    return [PRINTED, BUILD].find(name => names.includes(name)) ?? names[0] ?? null;
}
