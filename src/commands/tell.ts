import { Notification, showErrorMessage } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { problemOf } from '../model/problem';

/** Letters the lab shows of a notification. */
const ROOM = 140;

/** Says what went wrong and what mends it. */
export function tellProblem(trans: TranslationBundle, error: unknown): void {
    const { message, hint } = problemOf(error);
    const text = [message, hint].filter(Boolean).join(' ');
    const details = { label: trans.__('Details'), callback: () => void showErrorMessage(message, hint) };
    Notification.error(text, { autoClose: 10_000, actions: text.length > ROOM ? [details] : [] });
}

/** Does something with the server; what it refuses is told, not thrown. */
export async function attempt(trans: TranslationBundle, action: () => Promise<unknown>): Promise<boolean> {
    try {
        await action();
        return true;
    } catch (error) {
        tellProblem(trans, error);
        return false;
    }
}
