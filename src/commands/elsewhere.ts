import { PathExt } from '@jupyterlab/coreutils';
import type { ISubmission } from '../api';

/** Returns the submission as it is written from another folder; both folders begin at the root of the server. */
export function seenFrom(submission: ISubmission, to: string): ISubmission {
    const { folder = '', fields } = submission;
    if (folder === to) {
        return submission;
    }
    const here = relative(to, folder);
    const there = (path: string) => (/^[/~]/.test(path) ? path : PathExt.join(here, path));
    const script = typeof fields.script === 'string' ? fields.script : '';
    // Which folder is sent along depends on the folder one is in, unless it is named.
    const source = fields.source_directory ? there(String(fields.source_directory)) : here;
    const moved = !fields.source_directory && /^([/~]|\.\.(\/|$))/.test(script) ? {} : { source_directory: source };
    return {
        ...submission,
        folder: to,
        fields: {
            ...fields,
            ...(script && !('source_directory' in moved) ? { script: there(script) } : moved),
            ...(String(fields.python ?? '').includes('/') ? { python: there(String(fields.python)) } : {})
        }
    };
}

/** Returns a path as it is written from a folder; both begin at the root of the server. */
export function relative(from: string, to: string): string {
    const here = from.split('/').filter(Boolean);
    const there = to.split('/').filter(Boolean);
    const common = here.findIndex((part, at) => part !== there[at]);
    const same = common < 0 ? here.length : common;
    return [...here.slice(same).map(() => '..'), ...there.slice(same)].join('/') || '.';
}
