import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import { ISelection } from '../commands/selection';
import { logoIcon } from '../panels/logo';
import { IPanels } from '../panels/panels';
import type { AssetPanel } from '../panels/asset_panel';
import type { ComparePanel } from '../panels/compare_panel';
import type { RunPanel } from '../panels/run_panel';
import { Commands, IAml } from '../tokens';

/** What a page is about: the arguments of the command that opens it. */
type Subject = ReadonlyPartialJSONObject;

const subjects = new WeakMap<Widget, Subject>();

/** Opens pages in the main area, and again after a reload. */
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
        const { contents } = app.serviceManager;
        const trans = translator.load('jupyterlab_aml');
        const common = { aml, translator, commands: app.commands };
        const runs = new WidgetTracker<MainAreaWidget<RunPanel>>({ namespace: 'aml-run' });
        const comparisons = new WidgetTracker<MainAreaWidget<ComparePanel>>({ namespace: 'aml-compare' });
        const assets = new WidgetTracker<MainAreaWidget<AssetPanel>>({ namespace: 'aml-asset' });
        restore(restorer, runs, Commands.openRun);
        restore(restorer, comparisons, Commands.compare);
        restore(restorer, assets, Commands.openAsset);
        runs.currentChanged.connect((_, page) => {
            const subject = page && subjects.get(page);
            if (subject) {
                selection.chooseRuns(subject.workspace as string, [{ id: subject.run as string }]);
            }
        });

        /** Brings the page to the front; makes it if it is not there. */
        const show = async <T extends Widget>(
            id: string,
            tracker: WidgetTracker<MainAreaWidget<T>> | null,
            subject: Subject,
            make: () => Promise<T>
        ): Promise<T | undefined> => {
            const find = () => tracker?.find(page => page.id === id);
            if (!find()) {
                const page = new MainAreaWidget({ content: await make() });
                // It may have been asked for twice while it was loaded.
                if (find()) {
                    page.dispose();
                } else {
                    page.id = id;
                    page.title.icon ??= logoIcon;
                    page.title.label ||= trans.__('Submit a run');
                    subjects.set(page, subject);
                    // Notebook 7 has room for one page only; there ours go to the side.
                    app.shell.add(page, labShell ? 'main' : 'right');
                    void tracker?.add(page);
                }
            }
            app.shell.activateById(id);
            return find()?.content;
        };

        const openRun: IPanels['openRun'] = async (workspace, run, tab, title) => {
            const id = `aml-run-${workspace}-${run}`;
            const panel = await show(id, runs, { workspace, run, tab: tab ?? null }, async () => {
                const { RunPanel } = await import('../panels/run_panel');
                const made = new RunPanel({ ...common, contents, languages, rendermime, workspace, run, tab });
                const remember = () => keep(runs, id, { workspace, run, tab: made.tab });
                made.title.label = title ?? made.title.label;
                made.title.changed.connect(remember);
                made.tabChanged.connect(remember);
                return made;
            });
            if (panel && tab) {
                const { TAB_NAMES } = await import('../components/runpage');
                panel.tab = TAB_NAMES.find(name => name === tab) ?? panel.tab;
            }
        };

        let submissions = 0;
        return {
            openRun,
            compare: async (workspace, ids, page) => {
                const id = page ?? idOfComparison(comparisons, workspace, ids);
                await show(id, comparisons, { workspace, runs: [...ids], page: id }, async () => {
                    const { ComparePanel } = await import('../panels/compare_panel');
                    const made = new ComparePanel({ ...common, workspace, runs: [...ids] });
                    made.runsChanged.connect(() =>
                        keep(comparisons, id, { workspace, runs: [...made.runs], page: id })
                    );
                    return made;
                });
            },
            openAsset: async (workspace, { kind, name, version }) => {
                const id = `aml-asset-${workspace}-${kind}-${name}`;
                const subject = { workspace, kind, name };
                const panel = await show(id, assets, { ...subject, version: version ?? null }, async () => {
                    const { AssetPanel } = await import('../panels/asset_panel');
                    const made = new AssetPanel({ ...common, ...subject, version });
                    made.versionChanged.connect(() => keep(assets, id, { ...subject, version: made.version ?? null }));
                    return made;
                });
                if (panel && version && version !== panel.version) {
                    panel.showVersion(version);
                }
            },
            submit: async submission => {
                await show(`aml-submit-${++submissions}`, null, {}, async () => {
                    const { SubmitPanel } = await import('../panels/submit_panel');
                    return new SubmitPanel({ ...common, ...submission });
                });
            }
        };
    }
};

/** The page that compares just these runs, else a new one: runs come and go while a page is open. */
function idOfComparison(
    tracker: WidgetTracker<MainAreaWidget<ComparePanel>>,
    workspace: string,
    ids: readonly string[]
): string {
    const same = tracker.find(
        page => page.id.startsWith(`aml-compare-${workspace}-`) && page.content.runs.join() === ids.join()
    );
    const plain = `aml-compare-${workspace}-${ids.join()}`;
    return same?.id ?? (tracker.find(page => page.id === plain) ? `${plain}-${UUID.uuid4()}` : plain);
}

/** Has the page come back after a reload. */
function restore<T extends MainAreaWidget<Widget>>(
    restorer: ILayoutRestorer | null,
    tracker: WidgetTracker<T>,
    command: string
): void {
    void restorer?.restore(tracker, {
        command,
        // With the title, for the page itself knows it only when it is first seen.
        args: page => ({ ...subjects.get(page), title: page.title.label }),
        name: page => page.id
    });
}

/** Has it come back as it is now. */
function keep<T extends MainAreaWidget<Widget>>(tracker: WidgetTracker<T>, id: string, subject: Subject): void {
    const page = tracker.find(other => other.id === id);
    if (page) {
        subjects.set(page, subject);
        void tracker.save(page);
    }
}
