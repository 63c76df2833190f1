import { useState } from 'react';
import { isOffline } from '../../model/problem';
import type { RunStore } from '../../model/run_store';
import type { IProblem, Run } from '../../schemas';
import { Progress, useStore, useTrans, Warnings } from '../basics';
import { MiniCharts } from '../charts/MiniCharts';
import { CellChildren } from './CellChildren';
import type { ICellActions } from './CellHead';
import { CellHead } from './CellHead';
import { CellLog } from './CellLog';

export interface IRunCellProps {
    store: RunStore;
    actions: ICellActions;
    /** When what is shown was so; shown where nothing newer comes. */
    since?: string | null;
    /** What the last button that was pressed came to. */
    failed?: IProblem | null;
    /** Tries again to get what is new. */
    onRetry?: () => void;
}

const LITTLE = { charts: 4, lines: 4, rows: 4 };
const MUCH = { charts: 24, lines: 50, rows: 100 };

/** A run in a cell of a notebook: its state, its curves, the end of its log. Small, until one wants to see more. */
export function RunCell({ store, actions, since, failed, onRetry }: IRunCellProps): JSX.Element {
    useStore(store);
    const trans = useTrans();
    const [open, setOpen] = useState(false);
    const run = store.record;
    const notice = <Notice store={store} since={since} onRetry={onRetry} />;
    if (!run) {
        return (
            <div className="aml-scope aml-cell">
                {store.problem || store.gone ? (
                    notice
                ) : (
                    <span className="aml-cell-faint">{trans.__('Loading...')}</span>
                )}
            </div>
        );
    }
    const size = open ? MUCH : LITTLE;
    const live = !store.gone && (!store.problem || isOffline(store.problem));
    const progress = run.progress;
    return (
        <div
            className="aml-scope aml-cell"
            data-open={open}
            role="region"
            aria-label={trans.__('Run %1', run.display_name)}
        >
            <CellHead store={store} run={live ? run : frozen(run, since)} actions={live ? actions : {}} />
            {failed && <Words problem={failed} />}
            {notice}
            <Reason run={run} />
            <Warnings warnings={run.warnings} />
            {progress && <Progress done={progress.done} total={progress.total} what={progress.what} />}
            <CellChildren children_={[...store.children.values()]} rows={size.rows} onOpen={actions.open} />
            <MiniCharts store={store} maxCharts={size.charts} height={open ? 120 : 84} />
            {open && <Texts store={store} />}
            <CellLog log={store.log} lines={size.lines} />
            <More store={store} open={open} onToggle={() => setOpen(!open)} />
        </div>
    );
}

/** A run whose time stands still. */
function frozen(run: Run, since: string | null | undefined): Run {
    return run.ended || !since ? run : { ...run, ended: since };
}

/** Why it failed or waits, before everything else. */
function Reason({ run }: { run: Run }): JSX.Element | null {
    const message = run.status === 'Failed' ? (run.error as { message?: unknown } | null)?.message : null;
    if (!run.status_reason && typeof message !== 'string') {
        return null;
    }
    return (
        <div className="aml-cell-reason" data-status={run.status}>
            {run.status_reason}
            {typeof message === 'string' && message !== run.status_reason && <pre>{message}</pre>}
        </div>
    );
}

/** That nothing new comes, why, and since when. */
function Notice({ store, since, onRetry }: Pick<IRunCellProps, 'store' | 'since' | 'onRetry'>): JSX.Element | null {
    const trans = useTrans();
    const then = since ? trans.__('Shown is how it was at %1.', new Date(since).toLocaleString()) : '';
    if (store.gone) {
        return (
            <div className="aml-cell-notice" role="status">
                {trans.__('The run was deleted.')} {then}
            </div>
        );
    }
    if (!store.problem) {
        return null;
    }
    return (
        <div className="aml-cell-notice" role="status">
            <span>
                {store.problem.message} {store.record ? then : store.problem.hint}
            </span>
            {onRetry && (
                <button type="button" className="aml-button" onClick={onRetry} title={store.problem.hint}>
                    {trans.__('Retry')}
                </button>
            )}
        </div>
    );
}

function Words({ problem }: { problem: IProblem }): JSX.Element {
    return (
        <div className="aml-cell-notice" role="alert">
            {problem.message} {problem.hint}
        </div>
    );
}

/** The metrics that are words. */
function Texts({ store }: { store: RunStore }): JSX.Element | null {
    const texts = [...store.metrics.values()].filter(metric => metric.kind === 'text');
    if (texts.length === 0) {
        return null;
    }
    return (
        <dl className="aml-cell-texts">
            {texts.map(metric => (
                <div key={metric.name}>
                    <dt>{metric.name}</dt>
                    <dd>{String(metric.value ?? '')}</dd>
                </div>
            ))}
        </dl>
    );
}

function More({ store, open, onToggle }: { store: RunStore; open: boolean; onToggle: () => void }): JSX.Element {
    const trans = useTrans();
    const metrics = Math.max(store.series.size, countSeries(store));
    const more = metrics > 3 ? trans.__('Show more of %1 metrics', metrics) : trans.__('Show more');
    return (
        <button type="button" className="aml-cell-more" aria-expanded={open} onClick={onToggle}>
            {open ? trans.__('Show less') : more}
        </button>
    );
}

function countSeries(store: RunStore): number {
    return [...store.metrics.values()].filter(metric => metric.kind === 'series').length;
}
