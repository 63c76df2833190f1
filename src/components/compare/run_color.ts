import type { IComparedRun } from '../../model/compare_store';
import { colorVar } from '../charts/palette';

/** The colour of a run: its own, or, where the place of its value on an axis is given, one between two ends. */
export function colorOfRun(run: IComparedRun, place?: number): string {
    if (place === undefined) {
        return colorVar(run.slot);
    }
    return place < 0
        ? 'var(--aml-faint)'
        : `color-mix(in oklab, ${colorVar(1)} ${Math.round(100 * place)}%, ${colorVar(0)})`;
}
