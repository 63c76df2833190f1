import type { File } from '../../schemas';

/** How a file is shown. */
export type FileKind = 'image' | 'pdf' | 'csv' | 'tsv' | 'json' | 'notebook' | 'markdown' | 'text' | 'binary';

const KINDS: Record<string, FileKind> = {
    png: 'image',
    jpg: 'image',
    jpeg: 'image',
    gif: 'image',
    webp: 'image',
    bmp: 'image',
    svg: 'text',
    pdf: 'pdf',
    csv: 'csv',
    tsv: 'tsv',
    json: 'json',
    ipynb: 'notebook',
    md: 'markdown',
    markdown: 'markdown'
};
const TEXTS = /^(txt|log|rst|py|r|sh|yml|yaml|toml|cfg|ini|xml|html?|css|js|ts|jsonl|ndjson|sql|tex|diff|patch|env)$/;
/** What is worth a look for letters when neither name nor type tells. */
const SMALL = 64 * 1024;

export function kindOf({ path, type, size }: File): FileKind {
    const end = /\.([^./]+)$/.exec(path)?.[1].toLowerCase() ?? '';
    if (KINDS[end]) {
        return KINDS[end];
    }
    return TEXTS.test(end) || type?.startsWith('text/') || (!end && size <= SMALL) ? 'text' : 'binary';
}
