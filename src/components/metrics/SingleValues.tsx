import type { Metric } from '../../schemas';
import { formatNumber } from '../basics/format';
import { useTrans } from '../basics/trans';

/** Metrics of one value: a number says more than a curve of one point. */
export function SingleValues({ metrics }: { metrics: readonly Metric[] }): JSX.Element {
    const trans = useTrans();
    return (
        <dl className="aml-singles" aria-label={trans.__('Single values')}>
            {metrics.map(metric => (
                <div key={metric.name} title={metric.description ?? metric.name}>
                    <dt>{metric.name}</dt>
                    <dd>{shown(metric.last ?? metric.value)}</dd>
                </div>
            ))}
        </dl>
    );
}

function shown(value: unknown): string {
    return typeof value === 'number'
        ? formatNumber(value)
        : value === null || value === undefined
          ? 'NaN'
          : String(value);
}
