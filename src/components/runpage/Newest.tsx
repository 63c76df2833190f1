import type { RunStore } from '../../model/run_store';
import { formatNumber, Sparkline, useTrans } from '../basics';

const MOST = 24;

/** The newest value of each number and text, with its curve. */
export function Newest({ store, onMore }: { store: RunStore; onMore: () => void }): JSX.Element | null {
    const trans = useTrans();
    const values = [...store.metrics.values()].filter(metric => metric.kind === 'series' || metric.kind === 'text');
    if (values.length === 0) {
        return null;
    }
    return (
        <section className="aml-newest" aria-label={trans.__('Newest metrics')}>
            {values.slice(0, MOST).map(metric => {
                const points = store.series.get(metric.name);
                const last = points?.last ?? metric.last ?? metric.value;
                return (
                    <button type="button" key={metric.name} className="aml-newest-one" onClick={onMore}>
                        <span className="aml-newest-name">{metric.name}</span>
                        <span className="aml-newest-value">
                            {typeof last === 'number' ? formatNumber(last) : String(last ?? '')}
                        </span>
                        {points && <Sparkline values={points.v} width={96} height={22} label={metric.name} />}
                    </button>
                );
            })}
            {values.length > MOST && (
                <button type="button" className="aml-link" onClick={onMore}>
                    {trans.__('%1 more', values.length - MOST)}
                </button>
            )}
        </section>
    );
}
