import { Notification } from '@jupyterlab/apputils';
import { problemOf } from '../api';

/** Says what went wrong and what mends it. */
export function tellProblem(error: unknown): void {
    const { message, hint } = problemOf(error);
    Notification.error([message, hint].filter(Boolean).join(' '), { autoClose: 10_000 });
}

/** Does something with the server; what it refuses is told, not thrown. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
        await action();
        return true;
    } catch (error) {
        tellProblem(error);
        return false;
    }
}
