import { useCallback, useMemo, useState } from 'react';
import type { IRange } from '../../model/chart_data';
import { startOf } from '../../model/chart_data';
import { byName, groupMetrics, matcher } from '../../model/metric_list';
import type { RunStore } from '../../model/run_store';
import type { ISeriesQuery } from '../../model/series_loader';
import { SeriesLoader } from '../../model/series_loader';
import type { Metric, Series } from '../../schemas';
import { isFinal } from '../../schemas';
import { Empty } from '../basics/texts';
import { useTrans } from '../basics/trans';
import { useStore } from '../basics/use_store';
import { Controls, focusFilter, LOOKS } from './Controls';
import { MetricCard } from './MetricCard';
import { OtherMetric } from './OtherMetric';
import { useRemembered } from './remembered';
import { SingleValues } from './SingleValues';

/** Where the view gets what the live updates do not bring. */
export interface IMetricsService {
    /** Points of metrics in a stretch, in detail: `api.series(workspace, run, query)`. */
    series(query: ISeriesQuery): Promise<Series[]>;
    /** Where the browser finds an artifact: `api.fileUrl(workspace, run, path)`. */
    imageUrl(path: string): string;
}

export interface IMetricsViewProps {
    store: RunStore;
    service: IMetricsService;
}

const MEMORY = { ...LOOKS, pinned: [] as string[], hidden: [] as string[] };

/** Everything that a run logged: curves, single values, tables, pictures, matrices. */
export function MetricsView({ store, service }: IMetricsViewProps): JSX.Element {
    const trans = useTrans();
    useStore(store);
    const [memory, remember] = useRemembered('jupyterlab_aml:metrics', MEMORY);
    const [text, setText] = useState('');
    const [all, setAll] = useState(false);
    const [zoom, setZoom] = useState<IRange | null>(null);
    const loader = useMemo(() => new SeriesLoader(query => service.series(query)), [service]);
    const pinned = useMemo(() => new Set(memory.pinned), [memory.pinned]);
    const hidden = useMemo(() => new Set(memory.hidden), [memory.hidden]);
    const onPin = useCallback((name: string) => remember({ pinned: toggled(memory.pinned, name) }), [memory, remember]);
    const onHide = useCallback(
        (name: string) => remember({ hidden: toggled(memory.hidden, name) }),
        [memory, remember]
    );

    const found = sorted(store);
    const list = groupMetrics(found.curves, { text, pinned, hidden, all });
    const wanted = matcher(text);
    const others = found.others.filter(metric => wanted(metric.name));
    const singles = found.singles.filter(metric => wanted(metric.name));
    const start = startOf(store.record?.started, store.series.values());
    const looks = memory;

    if (found.curves.length + found.others.length + found.singles.length === 0) {
        if (Object.keys(store.record?.metrics ?? {}).length > 0) {
            return <Empty title={trans.__('Reading the metrics')} />;
        }
        const over = store.record !== null && isFinal(store.record.status);
        return (
            <Empty title={over ? trans.__('This run logged no metrics') : trans.__('No metrics yet')}>
                {trans.__('A script logs them with run.log(name, value); here they are drawn as they come.')}
            </Empty>
        );
    }
    const card = (name: string) => (
        <MetricCard
            key={name}
            name={name}
            points={store.series.get(name)!}
            store={store}
            start={start}
            looks={looks}
            zoom={zoom}
            onZoom={setZoom}
            sync={`metrics ${store.id}`}
            loader={loader}
            pinned={pinned.has(name)}
            hidden={hidden.has(name)}
            onPin={onPin}
            onHide={onHide}
        />
    );
    return (
        <div className="aml-metrics" onKeyDown={focusFilter}>
            <Controls
                looks={looks}
                onChange={change => {
                    remember(change);
                    if (change.axis) {
                        setZoom(null);
                    }
                }}
                text={text}
                onText={setText}
            />
            {list.hidden > 0 && (
                <button type="button" className="aml-button aml-quiet" aria-pressed={all} onClick={() => setAll(!all)}>
                    {all
                        ? trans.__('Leave out what is hidden')
                        : trans._n('Show %1 hidden metric', 'Show %1 hidden metrics', list.hidden)}
                </button>
            )}
            {list.pinned.length > 0 && <Group title={trans.__('Pinned')} names={list.pinned} card={card} />}
            {list.groups.map(({ prefix, names }) => (
                <Group key={prefix} title={prefix} names={names} card={card} />
            ))}
            {singles.length > 0 && <SingleValues metrics={singles} />}
            {others.length > 0 && (
                <div className="aml-other-grid">
                    {others.map(metric => (
                        <OtherMetric key={metric.name} metric={metric} imageUrl={path => service.imageUrl(path)} />
                    ))}
                </div>
            )}
            {list.pinned.length + list.groups.length + singles.length + others.length === 0 && (
                <p className="aml-unreadable">{trans.__('No metric fits the filter %1.', text || '–')}</p>
            )}
        </div>
    );
}

interface IGroupProps {
    title: string;
    names: readonly string[];
    card: (name: string) => JSX.Element;
}

function Group({ title, names, card }: IGroupProps): JSX.Element {
    const grid = <div className="aml-chart-grid">{names.map(card)}</div>;
    if (!title) {
        return grid;
    }
    return (
        <details className="aml-metric-group" open>
            <summary>
                {title} <span className="aml-metric-count">{names.length}</span>
            </summary>
            {grid}
        </details>
    );
}

/** Curves, single numbers and texts, and all other kinds, each after their names. */
function sorted(store: RunStore): { curves: string[]; singles: Metric[]; others: Metric[] } {
    const curves = [...store.series].filter(([, points]) => points.v.length > 1).map(([name]) => name);
    const drawn = new Set(curves);
    const rest = [...store.metrics.values()]
        .filter(({ name }) => !drawn.has(name))
        .sort((a, b) => byName(a.name, b.name));
    const single = ({ kind }: Metric) => kind === 'series' || kind === 'text';
    return { curves, singles: rest.filter(single), others: rest.filter(metric => !single(metric)) };
}

function toggled(names: readonly string[], name: string): string[] {
    return names.includes(name) ? names.filter(one => one !== name) : [...names, name];
}
