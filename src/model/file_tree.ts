/** A row of a tree of files: a folder or one file. */
export interface ITreeRow<T> {
    path: string;
    name: string;
    depth: number;
    file: T | null;
    open: boolean;
    /** Files in a folder, at any depth. */
    count: number;
}

interface IFolder<T> {
    path: string;
    folders: Map<string, IFolder<T>>;
    files: { name: string; file: T }[];
    count: number;
}

/** Returns the rows of the tree that are in sight: folders first, by name, those that are closed without what is in them. */
export function rowsOfTree<T extends { path: string }>(
    files: readonly T[],
    closed: ReadonlySet<string>
): ITreeRow<T>[] {
    const root: IFolder<T> = { path: '', folders: new Map(), files: [], count: 0 };
    for (const file of files) {
        put(root, file);
    }
    const rows: ITreeRow<T>[] = [];
    list(root, 0, closed, rows);
    return rows;
}

function put<T extends { path: string }>(root: IFolder<T>, file: T): void {
    const parts = file.path.split('/');
    let folder = root;
    folder.count += 1;
    for (const part of parts.slice(0, -1)) {
        const path = folder.path ? `${folder.path}/${part}` : part;
        const next = folder.folders.get(part) ?? { path, folders: new Map(), files: [], count: 0 };
        folder.folders.set(part, next);
        folder = next;
        folder.count += 1;
    }
    folder.files.push({ name: parts[parts.length - 1], file });
}

function list<T extends { path: string }>(
    folder: IFolder<T>,
    depth: number,
    closed: ReadonlySet<string>,
    rows: ITreeRow<T>[]
): void {
    for (const [name, inner] of [...folder.folders].sort(([a], [b]) => compare(a, b))) {
        const open = !closed.has(inner.path);
        rows.push({ path: inner.path, name, depth, file: null, open, count: inner.count });
        if (open) {
            list(inner, depth + 1, closed, rows);
        }
    }
    for (const { name, file } of [...folder.files].sort((a, b) => compare(a.name, b.name))) {
        rows.push({ path: file.path, name, depth, file, open: false, count: 1 });
    }
}

const compare = new Intl.Collator('en', { numeric: true }).compare;
