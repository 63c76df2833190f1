import { useEffect, useState } from 'react';
import type { RunStore } from '../../model/run_store';
import type { Run } from '../../schemas';
import { isFinal } from '../../schemas';
import { formatBytes, MiddleEllipsis, RunDuration, StatusMark, useTrans } from '../basics';
import { headlineOf } from '../sidebar/headline';

/** What the buttons do; a button that can do nothing here is left out. */
export interface ICellActions {
    cancel?: () => void;
    retry?: () => void;
    open?: (run: string) => void;
    /** Whether `cancel` asks by itself before it does anything. */
    asks?: boolean;
}

/** The first line: what state it is in, what it is, how long and how well it goes, and what one can do. */
export function CellHead({ store, run, actions }: { store: RunStore; run: Run; actions: ICellActions }): JSX.Element {
    const trans = useTrans();
    const headline = headlineOf({ ...run, metrics: newestOf(store, run) });
    const { cancel, retry, open } = actions;
    return (
        <div className="aml-cell-head">
            <StatusMark status={run.status} reason={run.status_reason} label />
            <strong className="aml-cell-name">
                <MiddleEllipsis text={run.display_name} />
            </strong>
            <RunDuration run={run} />
            {run.compute && <span className="aml-cell-faint">{run.compute}</span>}
            {headline && (
                <span className="aml-cell-headline" title={headline.name}>
                    <span className="aml-cell-faint">{headline.name}</span> {headline.value}
                </span>
            )}
            {!isFinal(run.status) && <Resources store={store} />}
            <span className="aml-cell-actions">
                {cancel && !isFinal(run.status) && run.status !== 'CancelRequested' && (
                    <Careful
                        label={trans.__('Cancel')}
                        question={trans.__('Cancel the run?')}
                        act={cancel}
                        now={actions.asks}
                    />
                )}
                {retry &&
                    (run.status === 'Failed' || run.status === 'Canceled') &&
                    run.type === 'azureml.scriptrun' && (
                        <button type="button" className="aml-button" onClick={retry}>
                            {trans.__('Retry')}
                        </button>
                    )}
                {open && (
                    <button type="button" className="aml-button" onClick={() => open(run.id)}>
                        {trans.__('Open')}
                    </button>
                )}
            </span>
        </div>
    );
}

/** The newest numbers, as far as anything told them: points come sooner than records. */
function newestOf(store: RunStore, run: Run): Run['metrics'] {
    const found: Record<string, unknown> = { ...run.metrics };
    for (const [name, points] of store.series) {
        found[name] = points.last;
    }
    return found as Run['metrics'];
}

function Resources({ store }: { store: RunStore }): JSX.Element | null {
    const trans = useTrans();
    const cpu = store.system.get('cpu_percent')?.last;
    const memory = store.system.get('rss_bytes')?.last;
    if (typeof cpu !== 'number' || typeof memory !== 'number') {
        return null;
    }
    return (
        <span className="aml-cell-faint aml-cell-resources">
            {trans.__('cpu %1 %', Math.round(cpu))} · {trans.__('memory %1', formatBytes(memory))}
        </span>
    );
}

interface ICarefulProps {
    label: string;
    question: string;
    act: () => void;
    now?: boolean;
}

const THINK_MS = 4000;

/** A button that wants to be clicked twice, unless whoever acts asks by itself. */
function Careful({ label, question, act, now = false }: ICarefulProps): JSX.Element {
    const [asked, setAsked] = useState(false);
    useEffect(() => {
        const timer = asked ? setTimeout(() => setAsked(false), THINK_MS) : undefined;
        return () => clearTimeout(timer);
    }, [asked]);
    const click = () => {
        if (now || asked) {
            act();
        }
        setAsked(!now && !asked);
    };
    return (
        <button type="button" className="aml-button" onClick={click} aria-live="polite">
            {asked ? question : label}
        </button>
    );
}
