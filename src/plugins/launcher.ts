import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator } from '@jupyterlab/translation';
import { Commands } from '../tokens';

/** A card in the launcher. */
export const launcher: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:launcher',
    description: 'Adds the submission of a run to the launcher.',
    autoStart: true,
    requires: [ITranslator],
    optional: [ILauncher],
    activate: (_, translator: ITranslator, cards: ILauncher | null): void => {
        const trans = translator.load('jupyterlab_aml');
        cards?.add({ command: Commands.submit, category: trans.__('Azure ML'), rank: 1 });
    }
};
