import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Commands } from '../tokens';

const RUNNABLE = /\.(py|sh|ipynb)$/i;

/** What our forms need of the lab around them: a file to choose, and a notebook to write a line into. */
export const around: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:around',
    description: 'Chooses files and writes lines into notebooks for the submission panel.',
    autoStart: true,
    requires: [IDocumentManager],
    optional: [INotebookTracker, ITranslator],
    activate: (
        app: JupyterFrontEnd,
        documents: IDocumentManager,
        notebooks: INotebookTracker | null,
        translator: ITranslator | null
    ) => {
        const trans = (translator ?? nullTranslator).load('jupyterlab_aml');

        app.commands.addCommand(Commands.pickFile, {
            label: trans.__('Choose a script or notebook'),
            describedBy: { args: { type: 'object', properties: { folder: { type: 'string' } } } },
            execute: async args => {
                const chosen = await FileDialog.getOpenFiles({
                    manager: documents,
                    title: trans.__('Choose a script or notebook'),
                    defaultPath: String(args.folder ?? ''),
                    translator: translator ?? undefined,
                    filter: file => (file.type === 'directory' || RUNNABLE.test(file.name) ? {} : null)
                });
                const path = chosen.value?.[0]?.path;
                return path === undefined ? null : relative(path, String(args.folder ?? ''));
            }
        });

        app.commands.addCommand(Commands.insertLine, {
            label: trans.__('Insert the line into the notebook'),
            describedBy: { args: { type: 'object', required: ['line'], properties: { line: { type: 'string' } } } },
            isEnabled: () => Boolean(notebooks?.currentWidget),
            execute: args => {
                const panel = notebooks?.currentWidget;
                if (!panel) {
                    return;
                }
                NotebookActions.insertBelow(panel.content);
                panel.content.activeCell?.model.sharedModel.setSource(String(args.line ?? ''));
                app.shell.activateById(panel.id);
            }
        });
    }
};

/** Returns a path as it is written from a folder; both begin at the root of the server. */
function relative(path: string, folder: string): string {
    const prefix = folder ? `${folder}/` : '';
    if (path.startsWith(prefix)) {
        return path.slice(prefix.length);
    }
    return '../'.repeat(folder.split('/').length) + path;
}
