import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ISubmission } from '../api';
import { described } from '../commands/context';
import { Commands, IAml } from '../tokens';

/** What our forms need of the lab around them: a file to choose, and a notebook to write a line into. */
export const around: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:around',
    description: 'Chooses files and writes lines into notebooks for the submission panel.',
    autoStart: true,
    requires: [IAml, IDocumentManager],
    optional: [INotebookTracker, ITranslator],
    activate: (
        app: JupyterFrontEnd,
        aml: IAml,
        documents: IDocumentManager,
        notebooks: INotebookTracker | null,
        given: ITranslator | null
    ) => {
        const translator = given ?? nullTranslator;
        const trans = translator.load('jupyterlab_aml');
        const { commands, serviceManager, shell } = app;
        const acts = () => import('../commands/around_acts');

        commands.addCommand(Commands.pickFile, {
            label: trans.__('Choose a script or notebook'),
            describedBy: described('PICK_FILE'),
            execute: async args => {
                const { pickData, pickScript } = await acts();
                return (args.for === 'data' ? pickData : pickScript)(documents, translator, String(args.folder ?? ''));
            }
        });

        commands.addCommand(Commands.insertLine, {
            label: () => {
                const name = notebooks?.currentWidget?.title.label;
                return name ? trans.__('Insert into %1', name) : trans.__('Insert the line into the notebook');
            },
            describedBy: described('INSERT_LINE'),
            isEnabled: () => Boolean(notebooks?.currentWidget),
            execute: async args => {
                const panel = notebooks?.currentWidget;
                if (panel) {
                    const { insertLine } = await acts();
                    const path = serviceManager.contents.localPath(panel.context.path);
                    const submission = args.submission as unknown as ISubmission;
                    await insertLine(aml.api, String(args.workspace), submission, panel, path);
                    shell.activateById(panel.id);
                }
            }
        });
        notebooks?.currentChanged.connect(() => commands.notifyCommandChanged(Commands.insertLine));
    }
};
