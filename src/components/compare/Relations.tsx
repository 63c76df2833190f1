import { lazy, Suspense, useState } from 'react';
import type { IRow } from '../../model/compare';
import { compareRows } from '../../model/compare';
import type { IComparedRun } from '../../model/compare_store';
import { useTrans } from '../basics/trans';
import { Choice } from '../charts/Choice';
import { Parallel } from './Parallel';

/** Plotly is large: it is fetched when somebody looks at a scatter plot. */
const Scatter = lazy(() => import('./Scatter'));

export interface IRelationsProps {
    runs: readonly IComparedRun[];
    openRun: (id: string) => void;
}

/** How settings and results hang together, over all runs. */
export function Relations({ runs, openRun }: IRelationsProps): JSX.Element {
    const trans = useTrans();
    const [open, setOpen] = useState(runs.length > 2);
    const [form, setForm] = useState<'parallel' | 'scatter'>('parallel');
    const rows = open ? compareRows(runs, 'last').filter(isAxis) : [];
    return (
        <details
            className="aml-compare-part"
            open={open}
            onToggle={event => event.target === event.currentTarget && setOpen(event.currentTarget.open)}
        >
            <summary>{trans.__('Relations')}</summary>
            {open && (
                <>
                    <Choice
                        label={trans.__('Chart')}
                        value={form}
                        options={[
                            ['parallel', trans.__('Parallel coordinates')],
                            ['scatter', trans.__('Scatter')]
                        ]}
                        onChange={setForm}
                    />
                    {rows.length < 2 ? (
                        <p className="aml-unreadable">
                            {trans.__(
                                'At least two settings or results that are not the same for all runs are needed.'
                            )}
                        </p>
                    ) : form === 'parallel' ? (
                        <Parallel runs={runs} rows={rows} openRun={openRun} />
                    ) : (
                        <Suspense fallback={<p role="status">{trans.__('Loading the chart')}</p>}>
                            <Scatter runs={runs} rows={rows} openRun={openRun} />
                        </Suspense>
                    )}
                </>
            )}
        </details>
    );
}

/** What is the same for all runs explains nothing; what names a run neither. */
function isAxis(row: IRow): boolean {
    return (
        row.differs && (row.section !== 'run' || ['compute', 'script', 'duration_s', 'experiment'].includes(row.name))
    );
}
