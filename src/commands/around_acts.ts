/** What our forms ask of the lab around them; loaded with the first of it. */
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { ITranslator } from '@jupyterlab/translation';
import type { Api, ISubmission } from '../api';
import { relative, seenFrom } from './elsewhere';
import { SUBMITTABLE } from './files';

const LOAD = '%load_ext jupyterlab_aml';

/** Lets somebody choose a script or notebook; returns its path as it is written from the folder. */
export async function pickScript(
    manager: IDocumentManager,
    translator: ITranslator,
    folder: string
): Promise<string | null> {
    const trans = translator.load('jupyterlab_aml');
    const chosen = await FileDialog.getOpenFiles({
        manager,
        title: trans.__('Choose a script or notebook'),
        defaultPath: folder,
        translator,
        filter: file => (file.type === 'directory' || SUBMITTABLE.test(file.name) ? {} : null)
    });
    const file = chosen.value?.[0];
    return file && file.type !== 'directory' ? relative(folder, file.path) : null;
}

/** Lets somebody choose any file or folder; returns its path from the root of the server. */
export async function pickData(
    manager: IDocumentManager,
    translator: ITranslator,
    folder: string
): Promise<string | null> {
    const trans = translator.load('jupyterlab_aml');
    const title = trans.__('Choose a file or folder');
    const chosen = await FileDialog.getOpenFiles({ manager, title, defaultPath: folder, translator });
    const file = chosen.value?.[0];
    return file ? manager.services.contents.localPath(file.path) : null;
}

/** Writes the line of a submission into a new cell below the one in front, with what makes it work where nothing else in the notebook does. */
export async function insertLine(
    api: Api,
    workspace: string,
    submission: ISubmission,
    { content }: NotebookPanel,
    localPath: string
): Promise<void> {
    // The line stands for paths that begin in the folder of the notebook.
    const { line } = await api.checkSubmission(workspace, seenFrom(submission, PathExt.dirname(localPath)));
    const loads = content.widgets.some(cell => cell.model.sharedModel.source.includes(LOAD));
    NotebookActions.insertBelow(content);
    content.activeCell?.model.sharedModel.setSource(loads ? line : `${LOAD}\n${line}`);
}
