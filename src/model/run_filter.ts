import type { IRunQuery } from '../api';
import type { Run, Status } from '../schemas';

/** Which runs a list shows. */
export interface IRunFilter {
    text: string;
    status: readonly Status[];
    compute: string;
    experiment: string;
    /** `key` or `key=value`. */
    tag: string;
    /** Children stand in the list like other runs, not below their parent. */
    children: boolean;
}

export const EVERY_RUN: IRunFilter = { text: '', status: [], compute: '', experiment: '', tag: '', children: false };

export const ACTIVE: readonly Status[] = [
    'NotStarted',
    'Queued',
    'Preparing',
    'Provisioning',
    'Starting',
    'Running',
    'Finalizing',
    'CancelRequested',
    'NotResponding'
];

/** Whether the filter leaves anything out. */
export function narrows(filter: IRunFilter): boolean {
    return Boolean(filter.text || filter.status.length || filter.compute || filter.experiment || filter.tag);
}

/** The filter as the server understands it. */
export function queryOf(filter: IRunFilter): IRunQuery {
    return {
        text: filter.text.trim(),
        status: [...filter.status],
        compute: filter.compute,
        experiment: filter.experiment,
        tag: filter.tag ? [filter.tag] : [],
        children: filter.children
    };
}

/** Whether a run belongs in the list: what the server concludes from `queryOf`, for runs that come by events and by the stream. */
export function fits(run: Run, filter: IRunFilter): boolean {
    return (
        (filter.children || !run.parent) &&
        (filter.status.length === 0 || filter.status.includes(run.status)) &&
        (!filter.compute || run.compute === filter.compute) &&
        (!filter.experiment || run.experiment === filter.experiment) &&
        (!filter.tag || hasTag(run, filter.tag)) &&
        wordsOf(run).includes(filter.text.trim().toLowerCase())
    );
}

function hasTag(run: Run, tag: string): boolean {
    const at = tag.indexOf('=');
    return at < 0 ? tag in run.tags : run.tags[tag.slice(0, at)] === tag.slice(at + 1);
}

function wordsOf(run: Run): string {
    const tags = Object.entries(run.tags).map(([key, value]) => (value ? `${key}=${value}` : key));
    return [run.id, run.display_name, run.script ?? '', run.experiment, ...tags].join('\n').toLowerCase();
}
