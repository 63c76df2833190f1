import type { IComparedRun } from '../../model/compare_store';

/** How a run is called on the page. */
export function nameOf(run: Pick<IComparedRun, 'id' | 'record'>): string {
    return run.record?.display_name || run.id;
}
