import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator } from '@jupyterlab/translation';
import { described } from '../commands/context';
import { attempt } from '../commands/tell';
import { Commands, IAml } from '../tokens';

/** The dialog that makes a compute target. */
export const compute: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:compute',
    description: 'Creates and attaches compute targets.',
    autoStart: true,
    requires: [IAml, ITranslator],
    activate: (app: JupyterFrontEnd, aml: IAml, translator: ITranslator): void => {
        const trans = translator.load('jupyterlab_aml');
        app.commands.addCommand(Commands.createCompute, {
            label: trans.__('Create or Attach Compute Target…'),
            caption: trans.__('Add a place where runs can run'),
            describedBy: described('NONE'),
            execute: () =>
                attempt(trans, async () => {
                    const { createCompute } = await import('../panels/compute_dialog');
                    const made = await createCompute(aml, translator);
                    return made && aml.refresh();
                })
        });
    }
};
