import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ITranslator } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import type { IAml } from '../tokens';
import { logoIcon } from './logo';
import type { IPages, Pages, Subject } from './pages';
import type { IPanels } from './panels';

interface IOpenerOptions {
    app: JupyterFrontEnd;
    aml: IAml;
    translator: ITranslator;
    /** Where pages are shown. */
    area: 'main' | 'right';
    languages: IEditorLanguageRegistry | null;
    rendermime: IRenderMimeRegistry | null;
}

/** Opens pages, each of them once. */
export function openerOf(
    pages: IPages,
    { app, aml, translator, area, languages, rendermime }: IOpenerOptions
): IPanels {
    const { runs, comparisons, assets, submissions, subjects } = pages;
    const { contents } = app.serviceManager;
    const common = { aml, translator, commands: app.commands };
    const trans = translator.load('jupyterlab_aml');

    /** Brings the page to the front; makes it if it is not there. */
    const show = async <T extends Widget>(
        id: string,
        tracker: Pages<T>,
        subject: Subject,
        make: () => Promise<T>
    ): Promise<T | undefined> => {
        const find = () => tracker.find(page => page.id === id);
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
                app.shell.add(page, area);
                void tracker.add(page);
            }
        }
        app.shell.activateById(id);
        return find()?.content;
    };

    /** Has it come back as it is now. */
    const keep = <T extends Widget>(tracker: Pages<T>, id: string, subject: Subject): void => {
        const page = tracker.find(other => other.id === id);
        if (page) {
            subjects.set(page, subject);
            void tracker.save(page);
        }
    };

    return {
        openRun: async (workspace, run, tab, title) => {
            const id = `aml-run-${workspace}-${run}`;
            const panel = await show(id, runs, { workspace, run, tab: tab ?? null }, async () => {
                const { RunPanel } = await import('./run_panel');
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
        },
        compare: async (workspace, ids, page) => {
            const id = page ?? idOfComparison(comparisons, workspace, ids);
            await show(id, comparisons, { workspace, runs: [...ids], page: id }, async () => {
                const { ComparePanel } = await import('./compare_panel');
                const made = new ComparePanel({ ...common, workspace, runs: [...ids] });
                made.runsChanged.connect(() => keep(comparisons, id, { workspace, runs: [...made.runs], page: id }));
                return made;
            });
        },
        openAsset: async (workspace, { kind, name, version }) => {
            const id = `aml-asset-${workspace}-${kind}-${name}`;
            const subject = { workspace, kind, name };
            const panel = await show(id, assets, { ...subject, version: version ?? null }, async () => {
                const { AssetPanel } = await import('./asset_panel');
                const made = new AssetPanel({ ...common, ...subject, version });
                made.versionChanged.connect(() => keep(assets, id, { ...subject, version: made.version ?? null }));
                return made;
            });
            if (panel && version && version !== panel.version) {
                panel.showVersion(version);
            }
        },
        submit: async ({ page, ...submission }) => {
            const id = page ?? `aml-submit-${UUID.uuid4()}`;
            // What is written is kept once it is known what of it is secret.
            await show(id, submissions, { ...submission, fields: {}, page: id }, async () => {
                const { SubmitPanel } = await import('./submit_panel');
                const made = new SubmitPanel({ ...common, ...submission });
                made.writtenChanged.connect((_, written) => keep(submissions, id, { ...written, page: id } as Subject));
                return made;
            });
        }
    };
}

/** The page that compares just these runs, else a new one: runs come and go while a page is open. */
function idOfComparison(tracker: IPages['comparisons'], workspace: string, ids: readonly string[]): string {
    const same = tracker.find(
        page => page.id.startsWith(`aml-compare-${workspace}-`) && page.content.runs.join() === ids.join()
    );
    const plain = `aml-compare-${workspace}-${ids.join()}`;
    return same?.id ?? (tracker.find(page => page.id === plain) ? `${plain}-${UUID.uuid4()}` : plain);
}
