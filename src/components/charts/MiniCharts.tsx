import { useStore } from '../basics/use_store';
import { byName } from '../../model/metric_list';
import type { RunStore } from '../../model/run_store';
import { LineChart } from './LineChart';

export interface IMiniChartsProps {
    store: RunStore;
    maxCharts?: number;
    height?: number;
}

/** The curves of a run, as small as a notebook cell needs them. */
export function MiniCharts({ store, maxCharts = 6, height = 110 }: IMiniChartsProps): JSX.Element | null {
    useStore(store);
    const curves = [...store.series].filter(([, points]) => points.v.length > 1);
    const shown = curves.sort(([a], [b]) => byName(a, b)).slice(0, maxCharts);
    if (shown.length === 0) {
        return null;
    }
    return (
        <div className="aml-chart-grid aml-mini-charts">
            {shown.map(([name, points]) => (
                <LineChart
                    key={name}
                    title={name}
                    lines={[{ key: name, label: name, points }]}
                    height={height}
                    sync={`mini ${store.id}`}
                    bare
                />
            ))}
        </div>
    );
}
