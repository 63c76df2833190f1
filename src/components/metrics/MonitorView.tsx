import { useState } from 'react';
import type { IRange } from '../../model/chart_data';
import { startOf } from '../../model/chart_data';
import { byName } from '../../model/metric_list';
import type { RunStore } from '../../model/run_store';
import { isFinal } from '../../schemas';
import { Empty } from '../basics/texts';
import { useTrans } from '../basics/trans';
import { useStore } from '../basics/use_store';
import { LineChart } from '../charts/LineChart';

const ORDER = ['cpu_percent', 'rss_bytes', 'gpu_percent', 'gpu_memory_bytes', 'processes'];
const GPU = /^gpu(\d+)_/;

/** What a run took of the machine while it ran: processor, memory, GPU. */
export function MonitorView({ store }: { store: RunStore }): JSX.Element {
    const trans = useTrans();
    useStore(store);
    const [zoom, setZoom] = useState<IRange | null>(null);
    const charts = groups([...store.system.keys()]);
    const start = startOf(store.record?.started, store.system.values());
    if (charts.size === 0) {
        const over = store.record !== null && isFinal(store.record.status);
        return (
            <Empty title={over ? trans.__('No samples of this run') : trans.__('No samples yet')}>
                {over
                    ? trans.__('It ended before the machine was looked at for the first time.')
                    : trans.__('Processor, memory and GPU are looked at while the script runs.')}
            </Empty>
        );
    }
    const words: Record<string, string> = {
        cpu_percent: trans.__('Processor, % of one core'),
        rss_bytes: trans.__('Memory'),
        processes: trans.__('Processes'),
        gpu_percent: trans.__('GPU, %'),
        gpu_memory_bytes: trans.__('GPU memory')
    };
    return (
        <div className="aml-chart-grid aml-monitor">
            {[...charts].map(([kind, names]) => (
                <div key={kind} className="aml-chart-card">
                    <LineChart
                        title={words[kind] ?? kind}
                        lines={names.map(name => ({
                            key: name,
                            label: GPU.exec(name)?.[0].slice(0, -1) ?? words[kind] ?? name,
                            points: store.system.get(name)!,
                            start
                        }))}
                        axis="time"
                        height={180}
                        zoom={zoom}
                        onZoom={setZoom}
                        sync={`monitor ${store.id}`}
                        bytes={kind.endsWith('bytes')}
                    />
                </div>
            ))}
        </div>
    );
}

/** One chart for each thing that is measured; all GPUs of the machine are in the same. */
function groups(names: readonly string[]): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const name of [...names].sort(byName)) {
        const kind = name.replace(GPU, 'gpu_');
        found.set(kind, [...(found.get(kind) ?? []), name]);
    }
    const place = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
    return new Map([...found].sort(([a], [b]) => place(a) - place(b)));
}
