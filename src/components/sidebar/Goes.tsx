import { useEffect, useState } from 'react';
import type { Trend } from '../../model/trends';
import type { Run } from '../../schemas';
import { isFinal } from '../../schemas';
import { Sparkline, useTrans } from '../basics';
import { headlineOf } from './headline';
import type { ISidebarActions } from './model';

export interface IGoesProps {
    run: Run;
    trend: Trend;
    /** Whether the mouse or the focus is on the line. */
    looked: boolean;
    onCurve: ISidebarActions['curve'];
}

/** Time the mouse has to rest on a line before the curve is asked for: nothing is while one only passes. */
const REST_MS = 200;

/** How it goes: how far it has come and the metric that moves, with its curve while one looks at the line. */
export function Goes({ run, trend, looked, onCurve }: IGoesProps): JSX.Element {
    const trans = useTrans();
    const metric = headlineOf(run);
    const values = useCurve(run, looked && metric ? metric.name : null, onCurve);
    const progress = isFinal(run.status) ? null : (run.progress ?? null);
    return (
        <span className="aml-sb-row-metric" data-progress={progress !== null || undefined}>
            {metric && <Sparkline values={values} width={48} label={trans.__('Curve of %1', metric.name)} />}
            {progress && (
                <span>
                    {progress.what ? `${progress.what} ` : ''}
                    {progress.done}/{progress.total}
                </span>
            )}
            {metric && (
                <span className="aml-sb-row-value">
                    <span className="aml-faint">{metric.name}</span>
                    <Direction name={metric.name} trend={trend} />
                    <span>{metric.value}</span>
                </span>
            )}
        </span>
    );
}

/** Where the metric goes. */
function Direction({ name, trend }: { name: string; trend: Trend }): JSX.Element | null {
    const trans = useTrans();
    if (!trend) {
        return null;
    }
    const words = trend === 'up' ? trans.__('%1 rises', name) : trans.__('%1 falls', name);
    return (
        <span className="aml-sb-row-trend" role="img" aria-label={words} title={words}>
            {trend === 'up' ? '↗' : '↘'}
        </span>
    );
}

/** The values of a metric, asked for once one has looked for a moment; none while nobody looks. */
function useCurve(run: Run, name: string | null, load: ISidebarActions['curve']): readonly (number | null)[] {
    const [values, setValues] = useState<readonly (number | null)[]>([]);
    const { id } = run;
    useEffect(() => {
        if (name === null) {
            return;
        }
        let over = false;
        // A curve is an extra: where it cannot be had the line says what it always says.
        const ask = () =>
            void load(id, name).then(
                found => over || setValues(found),
                () => undefined
            );
        const timer = setTimeout(ask, REST_MS);
        return () => {
            over = true;
            clearTimeout(timer);
            setValues([]);
        };
    }, [id, name, load]);
    return values;
}
