import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { addAssetCommands } from '../commands/asset_commands';
import { addComputeCommands } from '../commands/compute_commands';
import { filesOf } from '../commands/files';
import { addOpenCommands } from '../commands/open_commands';
import { addRunCommands } from '../commands/run_commands';
import { ISelection, Selection } from '../commands/selection';
import { IPanels } from '../panels/panels';
import { Commands, IAml } from '../tokens';

/** Commands that serve our own forms and pages and mean nothing alone. */
const INTERNAL: readonly string[] = [Commands.pickFile, Commands.insertLine, Commands.registerModel];

/** What commands act on that are told nothing. */
export const selection: JupyterFrontEndPlugin<ISelection> = {
    id: 'jupyterlab_aml:selection',
    description: 'Provides the runs and the compute target that were chosen last.',
    autoStart: true,
    provides: ISelection,
    activate: () => new Selection()
};

/** The commands, in the palette too. */
export const commands: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:commands',
    description: 'Adds the commands about runs and compute targets.',
    autoStart: true,
    requires: [IAml, IPanels, ISelection, ITranslator],
    optional: [ICommandPalette, IFileBrowserFactory, INotebookTracker],
    activate: (
        app: JupyterFrontEnd,
        aml: IAml,
        panels: IPanels,
        chosen: ISelection,
        translator: ITranslator,
        palette: ICommandPalette | null,
        browsers: IFileBrowserFactory | null,
        notebooks: INotebookTracker | null
    ): void => {
        const trans = translator.load('jupyterlab_aml');
        const context = { aml, commands: app.commands, panels, selection: chosen, trans, translator };
        const files = filesOf(browsers, notebooks);
        addOpenCommands(context, files);
        addRunCommands(context);
        addComputeCommands(context);
        addAssetCommands(context, files);
        chosen.changed.connect(() => app.commands.notifyCommandChanged());
        const category = trans.__('Azure ML');
        Object.values(Commands)
            .filter(command => !INTERNAL.includes(command))
            .forEach(command => palette?.addItem({ command, category }));
    }
};
