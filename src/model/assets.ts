/** The versioned things of a workspace: environments, data and models, as the lists, pages and commands speak of them. */
import type { Data, DataDetail, Environment, EnvironmentDetail, Model, ModelDetail } from '../schemas';

export const ASSET_KINDS = ['data', 'models', 'environments'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/** What a list has of one: its newest version. */
export interface IListed {
    data: Data;
    models: Model;
    environments: Environment;
}

/** What its page has. */
export interface IDetailed {
    data: DataDetail;
    models: ModelDetail;
    environments: EnvironmentDetail;
}

export type Listed = IListed[AssetKind];
export type Detailed = IDetailed[AssetKind];

/** One version, named. */
export interface IAssetRef {
    kind: AssetKind;
    name: string;
    version: string;
}

export function isAssetKind(value: unknown): value is AssetKind {
    return ASSET_KINDS.some(kind => kind === value);
}

/** `name:version`, as commands and run folders write it. */
export function refText({ name, version }: Pick<IAssetRef, 'name' | 'version'>): string {
    return `${name}:${version}`;
}

/** The name and the version of `name:version`; without one it is the newest. */
export function parseRef(text: string): { name: string; version?: string } {
    const at = text.lastIndexOf(':');
    return at < 0 ? { name: text } : { name: text.slice(0, at), version: text.slice(at + 1) };
}

/** The expression that gives it in a program; `ws` is the workspace. */
export function pythonLine({ kind, name, version }: IAssetRef): string {
    // Names and versions are letters, digits and `_.-`: nothing in them ends a text.
    const number = /^\d+$/.test(version) ? version : `"${version}"`;
    switch (kind) {
        case 'data':
            return `Dataset.get_by_name(ws, "${name}", version=${number})`;
        case 'models':
            return `Model(ws, "${name}", version=${number})`;
        case 'environments':
            return `Environment.get(ws, "${name}", version="${version}")`;
    }
}

/** Whether the words of a filter are all in its name, its description or its tags. */
export function fits(asset: Pick<Listed, 'name' | 'description' | 'tags'>, filter: string): boolean {
    const text = [asset.name, asset.description, ...Object.entries(asset.tags).flat()].join('\n').toLowerCase();
    return filter
        .toLowerCase()
        .split(/\s+/)
        .every(word => text.includes(word));
}
