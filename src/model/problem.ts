import type { IProblem } from '../schemas';

/** An answer of the server that says what was wrong and what mends it; status 0 if there was none. */
export class ApiError extends Error implements IProblem {
    readonly code: string;
    readonly hint: string;
    readonly details: Record<string, unknown>;

    constructor(
        readonly status: number,
        problem: Partial<IProblem>
    ) {
        super(problem.message ?? `The server answered ${status}.`);
        this.name = 'ApiError';
        this.code = problem.code ?? `HTTP${status}`;
        this.hint = problem.hint ?? '';
        this.details = problem.details ?? {};
    }
}

/** The code of a problem that is over by itself when the server answers again. */
export const OFFLINE = 'Offline';

export function isOffline(problem: IProblem | null): problem is IProblem {
    return problem?.code === OFFLINE;
}

/** Returns what to show of anything that was thrown. */
export function problemOf(error: unknown): IProblem {
    if (error instanceof ApiError) {
        return { code: error.code, message: error.message, hint: error.hint, details: error.details };
    }
    return { code: 'Error', message: error instanceof Error ? error.message : String(error), hint: '' };
}
