import type { Api } from './api';
import { part, parts } from './api';
import type { ILabels } from './model/asset_page';
import type { AssetKind, Detailed, IDetailed, IListed } from './model/assets';
import type { DataDetail, DataPreview, ModelDetail } from './schemas';

/** A file or folder of the server that becomes a version of a dataset. */
export interface IDataToRegister {
    name: string;
    path: string;
    type?: 'file' | 'tabular';
    description?: string;
}

/** An artifact of a run, or a folder of them, that becomes a version of a model. */
export interface IModelToRegister {
    name: string;
    run: string;
    path: string;
    description?: string;
}

/** The routes about environments, data and models, apart from the others because nobody needs them when the lab starts. */
export class AssetApi {
    constructor(
        private readonly api: Pick<Api, 'send' | 'url' | 'token'>,
        private readonly workspace: string
    ) {}

    list = async <K extends AssetKind>(kind: K): Promise<IListed[K][]> =>
        (await this.api.send<Record<K, IListed[K][]>>('GET', kind, { workspace: this.workspace }))[kind];

    /** The newest version by default. */
    detail = <K extends AssetKind>(kind: K, name: string, version?: string): Promise<IDetailed[K]> =>
        this.api.send('GET', `${kind}/${part(name)}`, { workspace: this.workspace, version });

    edit = (kind: AssetKind, name: string, version: string, change: ILabels): Promise<Detailed> =>
        this.api.send('PATCH', `${kind}/${part(name)}`, { workspace: this.workspace, version }, change);

    remove = (kind: AssetKind, name: string, version: string): Promise<void> =>
        this.api.send('DELETE', `${kind}/${part(name)}`, { workspace: this.workspace, version });

    preview = (name: string, version: string, rows: number): Promise<DataPreview> =>
        this.api.send('GET', `data/${part(name)}/preview`, { workspace: this.workspace, version, rows });

    registerData = (data: IDataToRegister): Promise<DataDetail> =>
        this.api.send('POST', 'data', { workspace: this.workspace }, data);

    registerModel = (model: IModelToRegister): Promise<ModelDetail> =>
        this.api.send('POST', 'models', { workspace: this.workspace }, model);

    /** Where the browser downloads a file of a model. */
    fileUrl = (name: string, version: string, path: string): string =>
        this.api.url(`models/${part(name)}/files/${parts(path)}`, {
            workspace: this.workspace,
            version,
            download: true,
            token: this.api.token
        });
}
