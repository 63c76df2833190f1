/** What the form begins with when something gets a name and a version. */

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
