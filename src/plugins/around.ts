import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import { INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ISubmission } from '../api';
import { relative, seenFrom } from '../commands/elsewhere';
import { Commands, IAml } from '../tokens';

const RUNNABLE = /\.(py|sh|ipynb)$/i;
const LOAD = '%load_ext jupyterlab_aml';

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
        translator: ITranslator | null
    ) => {
        const trans = (translator ?? nullTranslator).load('jupyterlab_aml');
        const { commands, serviceManager, shell } = app;

        commands.addCommand(Commands.pickFile, {
            label: trans.__('Choose a script or notebook'),
            describedBy: { args: { type: 'object', properties: { folder: { type: 'string' } } } },
            execute: async args => {
                const folder = String(args.folder ?? '');
                const chosen = await FileDialog.getOpenFiles({
                    manager: documents,
                    title: trans.__('Choose a script or notebook'),
                    defaultPath: folder,
                    translator: translator ?? undefined,
                    filter: file => (file.type === 'directory' || RUNNABLE.test(file.name) ? {} : null)
                });
                const file = chosen.value?.[0];
                return file && file.type !== 'directory' ? relative(folder, file.path) : null;
            }
        });

        commands.addCommand(Commands.insertLine, {
            label: () => {
                const name = notebooks?.currentWidget?.title.label;
                return name ? trans.__('Insert into %1', name) : trans.__('Insert the line into the notebook');
            },
            describedBy: {
                args: {
                    type: 'object',
                    required: ['workspace', 'submission'],
                    properties: { workspace: { type: 'string' }, submission: { type: 'object' } }
                }
            },
            isEnabled: () => Boolean(notebooks?.currentWidget),
            execute: async args => {
                const panel = notebooks?.currentWidget;
                if (panel) {
                    // The line stands for paths that begin in the folder of the notebook.
                    const folder = PathExt.dirname(serviceManager.contents.localPath(panel.context.path));
                    const submission = seenFrom(args.submission as unknown as ISubmission, folder);
                    const { line } = await aml.api.checkSubmission(String(args.workspace), submission);
                    insert(panel, line);
                    shell.activateById(panel.id);
                }
            }
        });
        notebooks?.currentChanged.connect(() => commands.notifyCommandChanged(Commands.insertLine));
    }
};

/** Writes the line into a new cell below the one in front, with what makes it work where nothing else in the notebook does. */
function insert(panel: NotebookPanel, line: string): void {
    const { content } = panel;
    const loads = content.widgets.some(cell => cell.model.sharedModel.source.includes(LOAD));
    NotebookActions.insertBelow(content);
    content.activeCell?.model.sharedModel.setSource(loads ? line : `${LOAD}\n${line}`);
}
