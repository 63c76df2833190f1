import type { IProblem, Run } from '../schemas';
import type { Branch } from './branch';

/** A line of the tree of runs. */
export type Row = IRunRow | INoteRow;

export interface IRunRow {
    kind: 'run';
    key: string;
    run: Run;
    depth: number;
    /** Whether its children are shown; null if it has none. */
    open: boolean | null;
    /** The place among its siblings, from 1. */
    place: number;
    siblings: number;
    parent: string | null;
}

/** Stands for children that are not there: still loading, not loaded yet, or not to be had. */
export interface INoteRow {
    kind: 'note';
    key: string;
    depth: number;
    parent: string;
    what: 'loading' | 'more' | 'problem';
    problem: IProblem | null;
}

/** Returns the lines from top to bottom. */
export function rowsOf(top: Branch, branches: ReadonlyMap<string, Branch>): Row[] {
    const rows: Row[] = [];
    add(rows, top, branches, 0, null);
    return rows;
}

function add(
    rows: Row[],
    branch: Branch,
    branches: ReadonlyMap<string, Branch>,
    depth: number,
    parent: string | null
): void {
    branch.runs.forEach((run, index) => {
        const below = branches.get(run.id);
        const open = run.children || below ? below !== undefined : null;
        const place = { place: index + 1, siblings: branch.total };
        rows.push({ kind: 'run', key: run.id, run, depth, open, parent, ...place });
        if (below) {
            add(rows, below, branches, depth + 1, run.id);
        }
    });
    const what = branch.problem
        ? 'problem'
        : !branch.loaded || branch.loading
          ? 'loading'
          : branch.next
            ? 'more'
            : null;
    if (parent !== null && what) {
        rows.push({ kind: 'note', key: `${what} ${parent}`, depth, parent, what, problem: branch.problem });
    }
}
