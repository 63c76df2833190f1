import { useState } from 'react';
import type { IRange } from '../../model/chart_data';
import { startOf } from '../../model/chart_data';
import { metricNames } from '../../model/compare';
import type { CompareStore, IComparedRun } from '../../model/compare_store';
import { groupMetrics } from '../../model/metric_list';
import type { Metric } from '../../schemas';
import { useTrans } from '../basics/trans';
import type { ILooks } from '../metrics/Controls';
import { Controls, LOOKS } from '../metrics/Controls';
import { useRemembered } from '../metrics/remembered';
import { Curve } from './Curve';
import { Loaders } from './details';
import { nameOf } from './names';
import type { ICompareService } from './service';

const NONE: ReadonlySet<string> = new Set();

export interface ICurvesProps {
    runs: readonly IComparedRun[];
    hidden: ReadonlySet<string>;
    onToggle: (id: string) => void;
    store: CompareStore;
    service: ICompareService;
}

/** One chart for each metric with the curves of all runs. */
export function Curves({ runs, hidden, onToggle, store, service }: ICurvesProps): JSX.Element {
    const trans = useTrans();
    const [looks, setLooks] = useRemembered('jupyterlab_aml:compare', LOOKS);
    const [text, setText] = useState('');
    const [zoom, setZoom] = useState<IRange | null>(null);
    const [loaders] = useState(() => new Loaders((run, query) => service.series(run, query)));
    const names = metricNames(runs, isCurve);
    const { groups } = groupMetrics(names, { text, pinned: NONE, hidden: NONE, all: true });
    const starts = new Map(runs.map(run => [run.id, startOf(run.record?.started, run.series.values())]));
    const change = (part: Partial<ILooks>) => {
        setLooks(part);
        if (part.axis) {
            setZoom(null);
        }
    };
    return (
        <details className="aml-compare-part" open>
            <summary>{trans.__('Curves')}</summary>
            <Controls looks={looks} onChange={change} text={text} onText={setText} />
            {groups.map(({ prefix, names: found }) => (
                <div key={prefix} role="group" aria-label={prefix || trans.__('Metrics')}>
                    {prefix && <div className="aml-compare-subtitle">{prefix}</div>}
                    <div className="aml-chart-grid aml-wide-charts">
                        {found.map(name => (
                            <Curve
                                key={name}
                                name={name}
                                runs={runs}
                                starts={starts}
                                state={stateOf(name, runs)}
                                hidden={hidden}
                                onToggle={onToggle}
                                looks={looks}
                                zoom={zoom}
                                onZoom={setZoom}
                                store={store}
                                loaders={loaders}
                            />
                        ))}
                    </div>
                </div>
            ))}
            {groups.length === 0 && (
                <p className="aml-unreadable">
                    {names.length
                        ? trans.__('No metric fits the filter %1.', text)
                        : trans.__('None of these runs logged a curve.')}
                </p>
            )}
        </details>
    );
}

/** A series of several points; a single number is in the table. */
function isCurve(metric: Metric): boolean {
    return (metric.kind === 'series' || metric.kind === 'list') && (metric.count ?? 2) > 1;
}

/** Tells whether any curve of a metric changed: points change in place. */
function stateOf(name: string, runs: readonly IComparedRun[]): string {
    return runs
        .map(run => {
            const points = run.series.get(name);
            return `${run.id} ${nameOf(run)} ${points?.v.length} ${points?.total}`;
        })
        .join('\n');
}
