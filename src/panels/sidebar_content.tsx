import '../../style/basics.css';
import '../../style/sidebar.css';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import { Menu } from '@lumino/widgets';
import { AssetApi } from '../asset_api';
import type { ISelection } from '../commands/selection';
import { TransContext } from '../components/basics';
import type { ISidebarActions, ISidebarModel } from '../components/sidebar/model';
import { Sidebar } from '../components/sidebar/Sidebar';
import { AssetLists } from '../model/asset_lists';
import { RunList } from '../model/run_list';
import { ShortList } from '../model/short_list';
import type { IPreferences } from '../plugins/preferences';
import type { Compute, Experiment } from '../schemas';
import { isFinal } from '../schemas';
import type { IAml, IAssetChange, IRunChange } from '../tokens';
import { Commands } from '../tokens';
import { SeenWidget } from './seen_widget';

/** How often the load of the compute targets is looked at while they are in sight. */
const COMPUTE_INTERVAL_MS = 5000;
/** What a curve the size of a word can show. */
const CURVE_POINTS = 60;

/** Where one is in the file browser. */
export interface IFolder {
    /** Relative to the root of the server. */
    path(): string;
    readonly changed: ISignal<unknown, unknown>;
}

export interface ISidebarContentOptions {
    aml: IAml;
    commands: CommandRegistry;
    preferences: IPreferences;
    selection: ISelection;
    /** The folder one is in. */
    folder: IFolder | null;
    translator: ITranslator;
}

/** Connects the lists of the sidebar with the server, the commands and the lab. */
export class SidebarContent extends SeenWidget {
    private readonly runs: RunList;
    private readonly compute: ShortList<Compute>;
    private readonly experiments: ShortList<Experiment>;
    private readonly assets: AssetLists;
    private readonly actions: ISidebarActions;

    constructor(private readonly options: ISidebarContentOptions) {
        super();
        this.addClass('aml-sidebar-content');
        const { aml, preferences } = options;
        const { pageSize, showChildRuns } = preferences.values;
        this.runs = new RunList({ api: aml.api, stream: aml.stream, pageSize });
        this.runs.filter = { ...this.runs.filter, children: showChildRuns };
        this.compute = new ShortList({ load: aml.api.compute, interval_ms: COMPUTE_INTERVAL_MS });
        this.experiments = new ShortList({ load: aml.api.experiments });
        this.assets = new AssetLists((workspace, kind) => new AssetApi(aml.api, workspace).list(kind));
        this.actions = this.makeActions();
        aml.workspaceChanged.connect(this.takeWorkspace, this);
        aml.refreshed.connect(this.refreshAll, this);
        aml.runChanged.connect(this.takeChange, this);
        aml.assetChanged.connect(this.takeAsset, this);
        preferences.changed.connect(this.takePreferences, this);
        options.folder?.changed.connect(this.follow, this);
        this.takeWorkspace();
    }

    override dispose(): void {
        if (this.isDisposed) {
            return;
        }
        [this.runs, this.compute, this.experiments, this.assets].forEach(list => list.dispose());
        const { aml, preferences } = this.options;
        aml.workspaceChanged.disconnect(this.takeWorkspace, this);
        aml.refreshed.disconnect(this.refreshAll, this);
        aml.runChanged.disconnect(this.takeChange, this);
        aml.assetChanged.disconnect(this.takeAsset, this);
        this.options.folder?.changed.disconnect(this.follow, this);
        preferences.changed.disconnect(this.takePreferences, this);
        super.dispose();
    }

    protected onSeen(seen: boolean): void {
        [this.runs, this.compute, this.experiments, this.assets].forEach(list => list.setVisible(seen));
        this.follow();
    }

    protected override render(): JSX.Element {
        const { aml, translator } = this.options;
        const { runs, compute, experiments, assets } = this;
        const model: ISidebarModel = {
            workspace: aml.workspace,
            problem: aml.problem,
            workspaces: aml.workspaces,
            runs,
            compute,
            experiments,
            assets
        };
        return (
            <TransContext.Provider value={translator.load('jupyterlab_aml')}>
                <Sidebar model={model} actions={this.actions} />
            </TransContext.Provider>
        );
    }

    /** Shows the workspace of the folder one goes to. A folder that cannot be looked at changes nothing. */
    private follow(): void {
        const { aml, folder } = this.options;
        if (folder && this.isSeen) {
            void aml.follow(folder.path()).catch(() => undefined);
        }
    }

    private takeWorkspace(): void {
        const { workspace } = this.options.aml;
        const folder = workspace && !workspace.problem ? workspace.folder : null;
        this.runs.setWorkspace(folder, workspace?.active);
        this.compute.setWorkspace(folder);
        this.experiments.setWorkspace(folder);
        this.assets.setWorkspace(folder);
        this.update();
    }

    private refreshAll(): void {
        this.takeWorkspace();
        [this.runs, this.compute, this.experiments, this.assets].forEach(list => void list.refresh());
    }

    private takeChange(_: IAml, change: IRunChange): void {
        if (change.workspace === this.options.aml.workspace?.folder) {
            this.runs.tell(change);
            this.compute.tell();
            this.experiments.tell();
        }
    }

    private takeAsset(_: IAml, { workspace, kind }: IAssetChange): void {
        if (workspace === this.options.aml.workspace?.folder) {
            this.assets.tell(kind);
        }
    }

    private takePreferences(): void {
        const { pageSize, showChildRuns } = this.options.preferences.values;
        this.runs.pageSize = pageSize;
        if (showChildRuns !== this.runs.filter.children) {
            this.runs.setFilter({ children: showChildRuns });
        }
    }

    private makeActions(): ISidebarActions {
        const { aml, commands, selection } = this.options;
        const execute = (command: string, args = {}) => void commands.execute(command, args);
        const workspace = () => aml.workspace?.folder ?? '';
        return {
            chooseWorkspace: folder => void aml.refresh(folder),
            chooseRuns: runs => selection.chooseRuns(workspace(), runs),
            chooseCompute: name => selection.chooseCompute(workspace(), name),
            curve: async (run, metric) => {
                const [found] = await aml.api.series(workspace(), run, { name: [metric], points: CURVE_POINTS });
                return found?.v ?? [];
            },
            open: run => execute(Commands.openRun, { workspace: workspace(), run }),
            end: () => {
                const active = selection.runs.filter(run => run.status && !isFinal(run.status));
                const runs = (active.length > 0 ? active : selection.runs).map(run => run.id);
                const command = active.length > 0 ? Commands.cancel : Commands.deleteRun;
                execute(command, { workspace: workspace(), runs });
            },
            rename: () => execute(Commands.rename),
            compare: () => execute(Commands.compare),
            submit: () => execute(Commands.submit),
            createCompute: () => execute(Commands.createCompute),
            deleteCompute: () => execute(Commands.deleteCompute),
            chooseAsset: asset => selection.chooseAsset(workspace(), asset),
            openAsset: asset => execute(Commands.openAsset, { workspace: workspace(), ...asset }),
            deleteAsset: asset => execute(Commands.deleteAsset, { workspace: workspace(), ...asset }),
            registerData: () => execute(Commands.registerData),
            more: button => this.openMenu(button),
            refresh: () => execute(Commands.refresh)
        };
    }

    private openMenu(button: HTMLElement): void {
        const { commands } = this.options;
        const menu = new Menu({ commands });
        menu.addItem({ command: Commands.refresh });
        menu.addItem({ command: Commands.showChildRuns });
        menu.addItem({ command: Commands.createCompute });
        menu.addItem({ type: 'separator' });
        menu.addItem({ command: 'settingeditor:open', args: { query: 'Azure ML Training' } });
        const { left, bottom } = button.getBoundingClientRect();
        menu.open(left, bottom);
    }
}
