import '../../style/basics.css';
import '../../style/runpage.css';
import '../../style/log.css';
import '../../style/charts.css';
import { showErrorMessage } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { TransContext } from '../components/basics';
import type { IRunActions, IRunPage, TabName } from '../components/runpage';
import { RunPage, TAB_NAMES } from '../components/runpage';
import { parseRef } from '../model/assets';
import { LiveRun } from '../model/live_run';
import type { IRunService } from '../model/run_service';
import { runService } from '../run_api';
import type { IAml, IAssetChange } from '../tokens';
import { Commands } from '../tokens';
import { fileLooks } from './file_looks';
import { SeenWidget } from './seen_widget';

export interface IRunPanelOptions {
    aml: IAml;
    translator: ITranslator;
    commands: CommandRegistry;
    /** Folder of the workspace. */
    workspace: string;
    /** Id of the run. */
    run: string;
    tab?: string;
    /** Where files of runs are opened from; without, they are downloaded. */
    contents?: Contents.IManager;
    /** What knows how code and Markdown look in this application; without, files are plain text. */
    languages?: IEditorLanguageRegistry | null;
    rendermime?: IRenderMimeRegistry | null;
}

/** The page of one run. It is told of changes only while it can be seen. */
export class RunPanel extends SeenWidget {
    readonly workspace: string;
    readonly run: string;
    private readonly live: LiveRun;
    private readonly service: IRunService;
    private readonly page: IRunPage;
    private readonly trans: TranslationBundle;
    private readonly changed = new Signal<this, void>(this);
    private current: TabName;
    /** Counts how often models, data or environments came or went. */
    private era = 0;

    constructor(private readonly options: IRunPanelOptions) {
        super();
        const { aml, translator, workspace, run, tab, languages, rendermime } = options;
        this.workspace = workspace;
        this.run = run;
        this.trans = translator.load('jupyterlab_aml');
        this.current = TAB_NAMES.find(name => name === tab) ?? 'overview';
        this.live = new LiveRun(aml.stream, workspace, run);
        const service = runService(aml.api, workspace, run);
        this.service = {
            ...service,
            // What was edited is seen at once, not when the stream comes to it.
            edit: async change => {
                const record = await service.edit(change);
                this.live.store.apply([{ record }]);
                return record;
            }
        };
        const looks =
            languages && rendermime ? fileLooks(languages, rendermime, path => service.fileUrl(path)) : undefined;
        this.page = { live: this.live, service: this.service, actions: this.makeActions(), looks };
        this.live.store.subscribe(() => this.entitle());
        aml.assetChanged.connect(this.takeAsset, this);
        this.addClass('aml-scope');
        this.addClass('aml-run-panel');
        this.title.label = run;
    }

    /** The tab that is open. */
    get tab(): TabName {
        return this.current;
    }

    set tab(tab: TabName) {
        if (tab !== this.current) {
            this.current = tab;
            this.update();
            this.changed.emit();
        }
    }

    /** Emitted when another tab is opened: what the layout restorer keeps. */
    get tabChanged(): ISignal<this, void> {
        return this.changed;
    }

    protected render(): JSX.Element {
        return (
            <TransContext.Provider value={this.trans}>
                <RunPage page={this.page} era={this.era} tab={this.current} onTab={tab => (this.tab = tab)} />
            </TransContext.Provider>
        );
    }

    protected onSeen(seen: boolean): void {
        this.live.setVisible(seen);
        if (seen) {
            this.update();
        }
    }

    override dispose(): void {
        this.options.aml.assetChanged.disconnect(this.takeAsset, this);
        super.dispose();
    }

    /** What the run made or used may have a page now. */
    private takeAsset(_: IAml, { workspace }: IAssetChange): void {
        if (workspace === this.workspace) {
            this.era += 1;
            if (this.isSeen) {
                this.update();
            }
        }
    }

    protected onActivateRequest(msg: Message): void {
        super.onActivateRequest(msg);
        if (!this.node.contains(document.activeElement)) {
            this.node.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
        }
    }

    private entitle(): void {
        const { record } = this.live.store;
        if (record && record.display_name !== this.title.label) {
            this.title.label = record.display_name;
            this.title.caption = `${record.display_name}\n${record.experiment}\n${record.id}`;
        }
    }

    private makeActions(): IRunActions {
        const { commands, contents } = this.options;
        const args = { workspace: this.workspace, run: this.run };
        const execute = (command: string, more: object = args) => void commands.execute(command, { ...more });
        return {
            cancel: () => execute(Commands.cancel),
            retry: () => execute(Commands.retry),
            submitAgain: () => execute(Commands.submitAgain),
            compare: () => execute(Commands.compare, { workspace: this.workspace, runs: [this.run] }),
            editTags: () => execute(Commands.editTags),
            remove: () => execute(Commands.deleteRun),
            openRun: id => execute(Commands.openRun, { workspace: this.workspace, run: id }),
            openAsset: (kind, ref) =>
                execute(Commands.openAsset, { workspace: this.workspace, kind, ...parseRef(ref) }),
            registerModel: path => execute(Commands.registerModel, { ...args, path }),
            openFile: contents ? path => void this.openCopy(contents, path) : null
        };
    }

    /** Opens a copy of a notebook of the run, beside the user's other files: what the run left stays as it was. */
    private async openCopy(contents: Contents.IManager, path: string): Promise<void> {
        const run = this.live.store.record?.display_name ?? this.run;
        const name = `${PathExt.basename(path, '.ipynb')}-${run.replace(/[/\\:]/g, '_')}.ipynb`;
        const folder = this.options.aml.workspace?.path ?? '';
        const copy = PathExt.join(folder, name);
        try {
            const there: Contents.IModel[] = (await contents.get(folder)).content;
            if (!there.some(file => file.name === name)) {
                const content = JSON.parse(await this.service.fileText(path, Number.MAX_SAFE_INTEGER));
                await contents.save(copy, { type: 'notebook', format: 'json', content });
            }
            await this.options.commands.execute('docmanager:open', { path: copy });
        } catch (error) {
            void showErrorMessage(this.trans.__('The notebook could not be opened'), error as Error);
        }
    }
}
