import '../../style/basics.css';
import '../../style/runpage.css';
import '../../style/assets.css';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { AssetApi } from '../asset_api';
import { AssetPage } from '../components/assets/AssetPage';
import type { IAssetPage } from '../components/assets/context';
import { TransContext } from '../components/basics';
import type { IAssetService } from '../model/asset_page';
import { AssetPageStore } from '../model/asset_page';
import type { AssetKind } from '../model/assets';
import { parseRef } from '../model/assets';
import type { IAml, IAssetChange } from '../tokens';
import { Commands } from '../tokens';
import { SeenWidget } from './seen_widget';

export interface IAssetPanelOptions {
    aml: IAml;
    translator: ITranslator;
    commands: CommandRegistry;
    /** Folder of the workspace. */
    workspace: string;
    kind: AssetKind;
    name: string;
    /** The newest by default. */
    version?: string;
}

/** The page of an environment, a dataset or a model; it looks again when something of its kind changed. */
export class AssetPanel extends SeenWidget {
    private readonly store: AssetPageStore;
    private readonly page: IAssetPage;
    private readonly changed = new Signal<this, void>(this);

    constructor(private readonly options: IAssetPanelOptions) {
        super();
        const { aml, commands, workspace, kind, name, version } = options;
        const api = new AssetApi(aml.api, workspace);
        const service: IAssetService = {
            detail: which => api.detail(kind, name, which),
            edit: (which, change) => api.edit(kind, name, which, change),
            preview: (which, rows) => api.preview(name, which, rows),
            fileUrl: (which, path) => api.fileUrl(name, which, path)
        };
        this.store = new AssetPageStore(kind, name, service, version);
        const itself = () => ({ workspace, kind, name, version: this.version });
        const execute = (command: string, args: object) => void commands.execute(command, { ...args });
        this.page = {
            store: this.store,
            service,
            actions: {
                openRun: run => execute(Commands.openRun, { workspace, run }),
                openAsset: (other, ref) => execute(Commands.openAsset, { workspace, kind: other, ...parseRef(ref) }),
                use: () => execute(Commands.useAsset, itself()),
                remove: () => execute(Commands.deleteAsset, itself())
            }
        };
        this.addClass('aml-scope');
        this.addClass('aml-asset-panel');
        this.title.label = name;
        this.title.closable = true;
        let known = this.version;
        this.store.subscribe(() => {
            if (this.version !== known) {
                known = this.version;
                this.changed.emit();
            }
        });
        aml.assetChanged.connect(this.takeChange, this);
        aml.refreshed.connect(this.refresh, this);
    }

    /** The version that is shown; undefined as long as the newest is not known. */
    get version(): string | undefined {
        return this.store.chosen;
    }

    /** Emitted when another version is shown: what the layout restorer keeps. */
    get versionChanged(): ISignal<this, void> {
        return this.changed;
    }

    showVersion(version: string): void {
        this.store.show(version);
    }

    override dispose(): void {
        if (!this.isDisposed) {
            this.options.aml.assetChanged.disconnect(this.takeChange, this);
            this.options.aml.refreshed.disconnect(this.refresh, this);
            super.dispose();
        }
    }

    protected render(): JSX.Element {
        return (
            <TransContext.Provider value={this.options.translator.load('jupyterlab_aml')}>
                <AssetPage page={this.page} />
            </TransContext.Provider>
        );
    }

    protected onSeen(seen: boolean): void {
        this.store.setVisible(seen);
    }

    private takeChange(_: IAml, { workspace, kind }: IAssetChange): void {
        if (workspace === this.options.workspace && kind === this.options.kind) {
            this.refresh();
        }
    }

    private refresh(): void {
        void this.store.refresh();
    }
}
