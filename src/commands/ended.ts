import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { nameInWords } from '../model/words';
import type { Run } from '../schemas';

/** Tells that a run has ended, and why if it failed. */
export function tellEnd(trans: TranslationBundle, run: Run, open: () => void): void {
    const { text, type, autoClose } = wordsOf(run, trans);
    Notification.emit(text, type, { autoClose, actions: [{ label: trans.__('Open'), callback: open }] });
}

interface IWords {
    text: string;
    type: 'success' | 'error' | 'info';
    autoClose: number;
}

function wordsOf(run: Run, trans: TranslationBundle): IWords {
    const name = nameInWords(run.display_name);
    switch (run.status) {
        case 'Completed':
            return { text: trans.__('Run %1 has completed.', name), type: 'success', autoClose: 6000 };
        case 'Failed':
            return {
                text: trans.__('Run %1 has failed: %2', name, run.status_reason),
                type: 'error',
                autoClose: 20_000
            };
        default:
            return { text: trans.__('Run %1 is canceled.', name), type: 'info', autoClose: 4000 };
    }
}
