import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject, ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { CommandRegistry } from '@lumino/commands';
import type { IAssetRef } from '../model/assets';
import { isAssetKind } from '../model/assets';
import { nameInWords } from '../model/words';
import type { IAml } from '../tokens';
import type { IPanels } from '../panels/panels';
import type { ISelectedRun, ISelection } from './selection';

/** What every group of commands is given. */
export interface ICommandContext {
    aml: IAml;
    commands: CommandRegistry;
    panels: IPanels;
    selection: ISelection;
    trans: TranslationBundle;
    translator: ITranslator;
}

export type Args = ReadonlyPartialJSONObject;

/** The runs a command is about. */
export interface ITarget {
    workspace: string;
    runs: readonly ISelectedRun[];
}

/** What a command takes, as JSON Schema; only those who ask for it load it. */
export function described(name: keyof typeof import('./args')): () => Promise<{ args: ReadonlyJSONObject }> {
    return async () => ({ args: (await import('./args'))[name] });
}

/** Returns the runs named by the arguments, else those chosen last; null if there are none. */
export function runsOf({ aml, selection }: ICommandContext, args: Args): ITarget | null {
    const ids = Array.isArray(args.runs) ? (args.runs as string[]) : typeof args.run === 'string' ? [args.run] : null;
    const workspace =
        (args.workspace as string | undefined) ?? (ids ? null : selection.workspace) ?? aml.workspace?.folder;
    const known = (id: string) => selection.runs.find(run => run.id === id) ?? { id };
    const runs = ids ? ids.map(known) : selection.runs;
    return workspace && runs.length > 0 ? { workspace, runs } : null;
}

/** The same, once it is known which workspace the panels are about: right after the start it is not yet. */
export async function runsOfSoon(context: ICommandContext, args: Args): Promise<ITarget | null> {
    const found = runsOf(context, args);
    if (found || context.aml.workspace) {
        return found;
    }
    await context.aml.refresh();
    return runsOf(context, args);
}

/** Returns the compute target named by the arguments, else the one chosen last. */
export function computeOf({ aml, selection }: ICommandContext, args: Args): { workspace: string; name: string } | null {
    const name = typeof args.name === 'string' ? args.name : selection.compute;
    const workspace = (args.workspace as string | undefined) ?? aml.workspace?.folder;
    return name && workspace ? { workspace, name } : null;
}

/** The version a command is about. */
export interface IAssetTarget {
    workspace: string;
    asset: IAssetRef;
}

/** Returns the version named by the arguments, else the one chosen last. */
export function assetOf({ aml, selection }: ICommandContext, args: Args): IAssetTarget | null {
    const { kind, name, version } = args;
    const named =
        isAssetKind(kind) && typeof name === 'string' && typeof version === 'string' ? { kind, name, version } : null;
    const asset = named ?? selection.asset;
    const workspace =
        (args.workspace as string | undefined) ?? (named ? null : selection.workspace) ?? aml.workspace?.folder;
    return asset && workspace ? { workspace, asset } : null;
}

/** How runs are called in questions and labels. */
export function nameOf({ runs }: ITarget, trans: TranslationBundle): string {
    return runs.length === 1
        ? nameInWords(runs[0].display_name ?? runs[0].id)
        : trans._n('%1 run', '%1 runs', runs.length);
}
