import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import { ISelection } from '../commands/selection';
import { logoIcon } from '../panels/logo';
import { IPanels } from '../panels/panels';
import { Commands, IAml } from '../tokens';

type Page = MainAreaWidget<Widget>;

/** What a page is about, so that it can be found again and come back after a reload. */
const subjects = new WeakMap<Widget, ReadonlyPartialJSONObject>();

/** Opens pages in the main area, and again after a reload. */
export const panels: JupyterFrontEndPlugin<IPanels> = {
    id: 'jupyterlab_aml:panels',
    description: 'Opens the pages of runs, comparisons and submissions.',
    autoStart: true,
    requires: [IAml, ISelection, ITranslator],
    optional: [ILabShell, ILayoutRestorer],
    provides: IPanels,
    activate: (
        app: JupyterFrontEnd,
        aml: IAml,
        selection: ISelection,
        translator: ITranslator,
        labShell: ILabShell | null,
        restorer: ILayoutRestorer | null
    ): IPanels => {
        const common = { aml, translator, commands: app.commands };
        const runs = new WidgetTracker<Page>({ namespace: 'aml-run' });
        const comparisons = new WidgetTracker<Page>({ namespace: 'aml-compare' });
        restore(restorer, runs, Commands.openRun);
        restore(restorer, comparisons, Commands.compare);
        runs.currentChanged.connect((_, page) => {
            const subject = page && subjects.get(page);
            if (subject) {
                selection.chooseRuns(subject.workspace as string, [{ id: subject.run as string }]);
            }
        });

        /** Shows the page about the subject; makes it if it is not there. */
        const show = async (
            id: string,
            tracker: WidgetTracker<Page> | null,
            subject: ReadonlyPartialJSONObject,
            make: () => Promise<Widget>
        ): Promise<void> => {
            const known = tracker?.find(page => page.id === id);
            const page = known ?? new MainAreaWidget({ content: await make() });
            if (!known) {
                page.id = id;
                page.title.icon ??= logoIcon;
                subjects.set(page, subject);
                // Notebook 7 has room for one page only; there ours go to the side.
                app.shell.add(page, labShell ? 'main' : 'right');
                void tracker?.add(page);
            }
            app.shell.activateById(page.id);
        };

        let submissions = 0;
        return {
            openRun: (workspace, run, tab) =>
                show(`aml-run-${workspace}-${run}`, runs, { workspace, run }, async () => {
                    const { RunPanel } = await import('../panels/run_panel');
                    return new RunPanel({ ...common, workspace, run, tab });
                }),
            compare: (workspace, ids) =>
                show(`aml-compare-${workspace}-${ids.join()}`, comparisons, { workspace, runs: [...ids] }, async () => {
                    const { ComparePanel } = await import('../panels/compare_panel');
                    return new ComparePanel({ ...common, workspace, runs: [...ids] });
                }),
            submit: submission =>
                show(`aml-submit-${++submissions}`, null, {}, async () => {
                    const { SubmitPanel } = await import('../panels/submit_panel');
                    return new SubmitPanel({ ...common, ...submission });
                })
        };
    }
};

function restore(restorer: ILayoutRestorer | null, tracker: WidgetTracker<Page>, command: string): void {
    void restorer?.restore(tracker, {
        command,
        args: page => subjects.get(page) ?? {},
        name: page => page.id
    });
}
