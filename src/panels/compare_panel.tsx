import '../../style/basics.css';
import '../../style/charts.css';
import '../../style/compare.css';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { TransContext } from '../components/basics';
import type { ICompareService } from '../components/compare';
import { CompareView } from '../components/compare';
import { CompareStore } from '../model/compare_store';
import { Commands, type IAml } from '../tokens';
import { SeenWidget } from './seen_widget';

export interface IComparePanelOptions {
    aml: IAml;
    translator: ITranslator;
    commands: CommandRegistry;
    /** Folder of the workspace. */
    workspace: string;
    /** Ids of runs. */
    runs: readonly string[];
}

const OFFERED = 12;

/** The page that compares runs. It listens to them while it is in sight. */
export class ComparePanel extends SeenWidget {
    private readonly store: CompareStore;
    private readonly service: ICompareService;
    private readonly changed = new Signal<this, void>(this);

    constructor(private readonly options: IComparePanelOptions) {
        super();
        const { aml, commands, translator, workspace, runs } = options;
        const trans = translator.load('jupyterlab_aml');
        this.addClass('aml-scope');
        this.addClass('aml-compare-page');
        this.title.label = trans._n('Compare %1 run', 'Compare %1 runs', runs.length);
        this.title.closable = true;
        this.store = new CompareStore(workspace, (wanted, who) => aml.stream.subscribe(wanted, who), runs);
        let known = runs.join();
        this.store.subscribe(() => {
            const { ids } = this.store;
            if (ids.join() !== known) {
                known = ids.join();
                this.title.label = trans._n('Compare %1 run', 'Compare %1 runs', ids.length);
                this.changed.emit();
            }
        });
        this.service = {
            search: async text => (await aml.api.runs(workspace, { text, limit: OFFERED })).runs,
            series: (run, query) => aml.api.series(workspace, run, query),
            openRun: run => void commands.execute(Commands.openRun, { workspace, run })
        };
    }

    /** The ids of the runs on the page. */
    get runs(): readonly string[] {
        return this.store.ids;
    }

    /** Emitted when a run was added or taken off: what the layout restorer keeps. */
    get runsChanged(): ISignal<this, void> {
        return this.changed;
    }

    dispose(): void {
        this.store.dispose();
        super.dispose();
    }

    protected onSeen(seen: boolean): void {
        if (seen) {
            this.store.resume();
        } else {
            this.store.pause();
        }
    }

    protected render(): JSX.Element {
        return (
            <TransContext.Provider value={this.options.translator.load('jupyterlab_aml')}>
                <CompareView store={this.store} service={this.service} />
            </TransContext.Provider>
        );
    }
}
