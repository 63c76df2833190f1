import { PathExt } from '@jupyterlab/coreutils';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IPanels } from '../panels/panels';
import type { Args } from './context';

/** What can be submitted: scripts, notebooks, and run configurations that name one; others need a command line. */
export const SUBMITTABLE = /\.(py|sh|ipynb|runconfig|ya?ml)$/i;

/** What can be a dataset, beside any folder. */
const DATA = /\.(csv|tsv|json|jsonl|ndjson|parquet)(\.gz)?$/i;

/** What the lab knows of files: what is open and what is selected. */
export interface IFiles {
    /** The folder of the file browser, relative to the root of the server. */
    folder(): string;
    /** The one selected file, if it can be submitted. */
    selected(): string | null;
    /** The one selected file or folder, if it can be a dataset. */
    data(): string | null;
    /** The notebook in front, saved: a run takes what is on disk. */
    notebook(): Promise<string | null>;
}

export function filesOf(browsers: IFileBrowserFactory | null, notebooks: INotebookTracker | null): IFiles {
    const browser = () => browsers?.tracker.currentWidget ?? null;
    const only = () => {
        const items = [...(browser()?.selectedItems() ?? [])];
        return items.length === 1 ? items[0] : null;
    };
    return {
        folder: () => browser()?.model.path ?? '',
        selected: () => {
            const item = only();
            const path = item && item.type !== 'directory' ? item.path : null;
            return path !== null && SUBMITTABLE.test(path) ? path : null;
        },
        data: () => {
            const item = only();
            return item && (item.type === 'directory' || DATA.test(item.name)) ? localPath(item.path) : null;
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
export async function submissionOf(args: Args, files: IFiles): Promise<Parameters<IPanels['submit']>[0]> {
    const path =
        args.from === 'notebook'
            ? await files.notebook()
            : args.from === 'browser'
              ? files.selected()
              : ((args.path as string | undefined) ?? null);
    const { workspace, resubmit, page } = args as Record<string, string | undefined>;
    const fields = (args.fields ?? {}) as Record<string, unknown>;
    if (path === null) {
        const folder = String(args.folder ?? args.cwd ?? files.folder());
        return { workspace, folder, fields, resubmit, page };
    }
    const local = localPath(path);
    return { workspace, folder: PathExt.dirname(local), fields: { ...fields, script: PathExt.basename(local) } };
}

/** The path without the drive that the lab may put before it. */
function localPath(path: string): string {
    return path.slice(path.indexOf(':') + 1);
}
