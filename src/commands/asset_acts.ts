/** What the commands about environments, data and models do; loaded with the first of them. */
import { Clipboard } from '@jupyterlab/apputils';
import { AssetApi } from '../asset_api';
import { registerData, registerModel } from '../panels/register';
import type { IAssetRef } from '../model/assets';
import { pythonLine, refText } from '../model/assets';
import { Commands } from '../tokens';
import type { Args, IAssetTarget, ICommandContext } from './context';
import { runsOfSoon } from './context';
import { confirm } from './dialogs';
import type { IFiles } from './files';

type Act = (context: ICommandContext, target: IAssetTarget, files: IFiles) => Promise<unknown>;

/** The values of a submission form that uses it. */
function fieldsWith(asset: IAssetRef): Record<string, unknown> {
    return asset.kind === 'environments'
        ? { environment: refText(asset) }
        : { input: { [asset.name.replace(/\W/g, '_')]: refText(asset) } };
}

export const use: Act = ({ panels }, { workspace, asset }, files) =>
    panels.submit({ workspace, folder: files.folder(), fields: fieldsWith(asset) });

export const copyName: Act = async (_, { asset }) => Clipboard.copyToSystem(refText(asset));

export const copyLine: Act = async (_, { asset }) => Clipboard.copyToSystem(pythonLine(asset));

/** Downloads the one file of a model; the files of others are listed on its page. */
export const download: Act = async ({ aml, panels }, { workspace, asset }) => {
    const api = new AssetApi(aml.api, workspace);
    const { files } = await api.detail('models', asset.name, asset.version);
    if (files.length !== 1) {
        return panels.openAsset(workspace, asset);
    }
    const link = document.createElement('a');
    link.href = api.fileUrl(asset.name, asset.version, files[0].path);
    link.download = '';
    link.click();
};

export const remove: Act = async ({ aml, trans }, { workspace, asset }) => {
    const yes = await confirm(trans, {
        title: trans.__('Delete %1?', refText(asset)),
        body: trans.__('This version is deleted; the runs that used it stay. This cannot be undone.'),
        ok: trans.__('Delete')
    });
    if (yes) {
        await new AssetApi(aml.api, workspace).remove(asset.kind, asset.name, asset.version);
        await aml.refresh();
    }
};

export async function dataFrom(context: ICommandContext, args: Args, files: IFiles): Promise<void> {
    const path =
        (args.path as string | undefined) ??
        (args.from ? files.data() : null) ??
        ((await context.commands.execute(Commands.pickFile, { folder: files.folder(), for: 'data' })) as string | null);
    if (path !== null) {
        const made = await registerData(context, path, args.workspace as string | undefined);
        if (!made && args.from === 'browser') {
            focusFiles();
        }
    }
}

/** Gives the focus back to the file that was chosen: the menu of the lab has lost it before our dialog came. */
function focusFiles(): void {
    document.querySelector<HTMLElement>('.jp-DirListing-item.jp-mod-selected .jp-DirListing-itemText')?.focus();
}

export async function modelFrom(context: ICommandContext, args: Args): Promise<void> {
    const target = await runsOfSoon(context, args);
    if (target) {
        await registerModel(context, target.workspace, target.runs[0].id, String(args.path));
    }
}
