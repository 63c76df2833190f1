import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import { ISelection } from '../commands/selection';
import type { IPages, Subject } from '../panels/pages';
import { IPanels } from '../panels/panels';
import { Commands, IAml } from '../tokens';

/** Opens pages in the main area, and again after a reload. What opens them is loaded with the first. */
export const panels: JupyterFrontEndPlugin<IPanels> = {
    id: 'jupyterlab_aml:panels',
    description: 'Opens the pages of runs, comparisons and submissions.',
    autoStart: true,
    requires: [IAml, ISelection, ITranslator],
    optional: [ILabShell, ILayoutRestorer, IEditorLanguageRegistry, IRenderMimeRegistry],
    provides: IPanels,
    activate: (
        app: JupyterFrontEnd,
        aml: IAml,
        selection: ISelection,
        translator: ITranslator,
        labShell: ILabShell | null,
        restorer: ILayoutRestorer | null,
        languages: IEditorLanguageRegistry | null,
        rendermime: IRenderMimeRegistry | null
    ): IPanels => {
        const subjects = new WeakMap<Widget, Subject>();
        const tracked = <T extends MainAreaWidget>(namespace: string, command: string): WidgetTracker<T> => {
            const tracker = new WidgetTracker<T>({ namespace });
            void restorer?.restore(tracker, {
                command,
                // With the title, for the page itself knows it only when it is first seen.
                args: page => ({ ...subjects.get(page), title: page.title.label }),
                name: page => page.id
            });
            return tracker;
        };
        const pages: IPages = {
            subjects,
            runs: tracked('aml-run', Commands.openRun),
            comparisons: tracked('aml-compare', Commands.compare),
            assets: tracked('aml-asset', Commands.openAsset),
            submissions: tracked('aml-submit', Commands.submit)
        };
        pages.runs.currentChanged.connect((_, page) => {
            const subject = page && subjects.get(page);
            if (subject) {
                selection.chooseRuns(subject.workspace as string, [{ id: subject.run as string }]);
            }
        });
        // Notebook 7 has room for one page only; there ours go to the side.
        const area = labShell ? 'main' : 'right';
        const opener = async () =>
            (await import('../panels/opener')).openerOf(pages, { app, aml, translator, area, languages, rendermime });
        return {
            openRun: async (...args) => (await opener()).openRun(...args),
            compare: async (...args) => (await opener()).compare(...args),
            openAsset: async (...args) => (await opener()).openAsset(...args),
            submit: async (...args) => (await opener()).submit(...args)
        };
    }
};
