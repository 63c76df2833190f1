import type { IAssetRef } from '../model/assets';
import { isAssetKind } from '../model/assets';
import { Commands } from '../tokens';
import type { Args, ICommandContext } from './context';
import { assetOf, described } from './context';
import type { IFiles } from './files';
import { attempt } from './tell';

type Acts = typeof import('./asset_acts');

/** What can be done with environments, data and models. */
export function addAssetCommands(context: ICommandContext, files: IFiles): void {
    const { aml, commands, panels, trans } = context;
    const acts = (): Promise<Acts> => import('./asset_acts');

    const add = (
        id: string,
        label: string,
        caption: string,
        act: 'use' | 'copyName' | 'copyLine' | 'download' | 'remove',
        fits: (asset: IAssetRef) => boolean = () => true
    ): void => {
        const possible = (args: Args) => {
            const target = assetOf(context, args);
            return target && fits(target.asset) ? target : null;
        };
        commands.addCommand(id, {
            label,
            caption,
            describedBy: described('ASSET'),
            isEnabled: args => possible(args) !== null,
            execute: args => {
                const target = possible(args);
                return target && attempt(trans, async () => (await acts())[act](context, target, files));
            }
        });
    };

    commands.addCommand(Commands.openAsset, {
        label: trans.__('Open Data, Model or Environment'),
        caption: trans.__('Show its page'),
        describedBy: described('ASSET'),
        isEnabled: args => isAssetKind(args.kind) || assetOf(context, args) !== null,
        execute: async args => {
            // A name without a version is the newest.
            const asset = isAssetKind(args.kind) ? (args as { kind: typeof args.kind }) : context.selection.asset;
            const { name, version } = asset as { name?: string; version?: string };
            const workspace = String(args.workspace ?? (aml.workspace ?? (await aml.refresh())).folder);
            return (
                asset && name && panels.openAsset(workspace, { kind: asset.kind, name, version: version ?? undefined })
            );
        }
    });
    add(
        Commands.useAsset,
        trans.__('Use in a Submission…'),
        trans.__('Open the submission form with this dataset or environment'),
        'use',
        ({ kind }) => kind !== 'models'
    );
    add(
        Commands.copyAssetName,
        trans.__('Copy Name and Version'),
        trans.__('Copy name:version, as commands take it'),
        'copyName'
    );
    add(
        Commands.copyAssetLine,
        trans.__('Copy Python Line'),
        trans.__('Copy the line that gets it in a program'),
        'copyLine'
    );
    add(
        Commands.downloadModel,
        trans.__('Download Model'),
        trans.__('Download its file; of several, open the page that lists them'),
        'download',
        ({ kind }) => kind === 'models'
    );
    add(
        Commands.deleteAsset,
        trans.__('Delete Version'),
        trans.__('Delete this version of the dataset, model or environment'),
        'remove'
    );
    commands.addCommand(Commands.registerData, {
        label: args => (args.from ? trans.__('Register as Dataset…') : trans.__('Register a Dataset…')),
        caption: trans.__('Give a file or folder a name and a version that runs can read'),
        describedBy: described('DATA'),
        isVisible: args => args.from !== 'browser' || files.data() !== null,
        execute: args => attempt(trans, async () => (await acts()).dataFrom(context, args, files))
    });
    commands.addCommand(Commands.registerModel, {
        label: trans.__('Register as Model…'),
        caption: trans.__('Keep what a run left as a version of a model'),
        describedBy: described('MODEL'),
        isEnabled: args => typeof args.path === 'string',
        execute: args => attempt(trans, async () => (await acts()).modelFrom(context, args))
    });
}
