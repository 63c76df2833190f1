/** What the form begins with when something gets a name and a version, and the line that does the same. */

import type { IDataToRegister, IModelToRegister } from '../../asset_api';
import type { Workspace } from '../../schemas';
import { magicLine } from '../form/words';

const TABLE = /\.(csv|tsv|jsonl?|ndjson|parquet)(\.(gz|bz2|xz|zst))?$/i;

/** Whether the file is one that is read as a table. */
export function isTable(path: string): boolean {
    return TABLE.test(path);
}

/** A name that is allowed, made of that of a file or folder. */
export function nameFrom(path: string): string {
    const last = path.split('/').filter(Boolean).pop() ?? '';
    const stem = last.replace(TABLE, '').replace(/(.)\.[^.]*$/, '$1');
    return stem
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .replace(/[^A-Za-z0-9_.-]+/g, '-')
        .replace(/^[^A-Za-z0-9]+|-+$/g, '')
        .slice(0, 255);
}

/** The artifact and the folders it is in, from the inside out; what all artifacts are in is none. */
export function placesOf(path: string): string[] {
    const parts = path.split('/');
    const lengths = Array.from({ length: Math.max(1, parts.length - 1) }, (_, index) => parts.length - index);
    return lengths.map(length => parts.slice(0, length).join('/'));
}

/** The line that registers a dataset. */
export function dataLine({ name, path, type, description }: Partial<IDataToRegister>): string {
    const kind = type ? ['--type', type] : [];
    return magicLine(['data', 'create', name || 'NAME', path || 'PATH', ...kind, ...describe(description)]);
}

/** The line that registers a model. */
export function modelLine({ name, path, run, description }: Partial<IModelToRegister>): string {
    const maker = run ? ['--run', run] : [];
    return magicLine(['models', 'register', name || 'NAME', path || 'PATH', ...maker, ...describe(description)]);
}

function describe(description = ''): string[] {
    return description ? [`--description=${description}`] : [];
}

/** A path of the server as any notebook can write it: whole, if the workspace tells where the root of the server is. */
export function wholePath(path: string, workspace: Pick<Workspace, 'folder' | 'path'> | null): string {
    const below = workspace?.path;
    if (!workspace || below === null || below === undefined || !workspace.folder.endsWith(below)) {
        return path;
    }
    const root = workspace.folder.slice(0, workspace.folder.length - below.length).replace(/\/$/, '');
    return path || !root ? `${root}/${path}` : root;
}
