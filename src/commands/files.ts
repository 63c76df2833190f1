import { PathExt } from '@jupyterlab/coreutils';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Args } from './context';

/** What can be submitted; others need a command line. */
const SUBMITTABLE = ['.py', '.ipynb', '.sh'];

/** What the lab knows of files: what is open and what is selected. */
export interface IFiles {
    /** The folder of the file browser, relative to the root of the server. */
    folder(): string;
    /** The one selected file, if it can be submitted. */
    selected(): string | null;
    /** The notebook in front, saved: a run takes what is on disk. */
    notebook(): Promise<string | null>;
}

export function filesOf(browsers: IFileBrowserFactory | null, notebooks: INotebookTracker | null): IFiles {
    const browser = () => browsers?.tracker.currentWidget ?? null;
    return {
        folder: () => browser()?.model.path ?? '',
        selected: () => {
            const items = [...(browser()?.selectedItems() ?? [])];
            const path = items.length === 1 && items[0].type !== 'directory' ? items[0].path : null;
            return path !== null && SUBMITTABLE.includes(PathExt.extname(path).toLowerCase()) ? path : null;
        },
        notebook: async () => {
            const context = notebooks?.currentWidget?.context;
            if (context?.model.dirty) {
                await context.save();
            }
            return context?.path ?? null;
        }
    };
}

/** Turns the arguments of the command into what the form begins with. */
export async function submissionOf(
    args: Args,
    files: IFiles
): Promise<{ folder: string; fields: Record<string, unknown> }> {
    const path =
        args.from === 'notebook'
            ? await files.notebook()
            : args.from === 'browser'
              ? files.selected()
              : ((args.path as string | undefined) ?? null);
    const fields = (args.fields ?? {}) as Record<string, unknown>;
    if (path === null) {
        return { folder: String(args.folder ?? args.cwd ?? files.folder()), fields };
    }
    const local = path.slice(path.indexOf(':') + 1);
    return { folder: PathExt.dirname(local), fields: { ...fields, script: PathExt.basename(local) } };
}
