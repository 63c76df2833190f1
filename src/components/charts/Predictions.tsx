import { documentData, numbers } from '../../model/curves';
import { rangeOf } from '../../model/ticks';
import { useTrans } from '../basics/trans';
import { Bars } from './Bars';
import { Frame, pathOf } from './Frame';
import { Legend } from './Legend';
import { Unreadable } from './Unreadable';

const NONE: ReadonlySet<string> = new Set();

/** What was predicted for each stretch of true values: the average with its spread, beside the ideal. */
export function Predictions({ title, value }: { title: string; value: unknown }): JSX.Element {
    const trans = useTrans();
    const data = documentData(value);
    const edges = numbers(data?.bin_edges);
    const averages = numbers(data?.bin_averages);
    const errors = averages.map((_, index) => numbers(data?.bin_errors)[index] ?? 0);
    const counts = numbers(data?.bin_counts);
    const middles = averages.map((_, index) => (edges[index] + edges[index + 1]) / 2);
    const xRange = rangeOf(edges);
    const low = averages.map((average, index) => average - errors[index]);
    const high = averages.map((average, index) => average + errors[index]);
    const yRange = rangeOf([...low, ...high, ...(xRange ?? [])]);
    if (!xRange || !yRange || !middles.some(Number.isFinite)) {
        return <Unreadable what="predictions" />;
    }
    const known = middles.flatMap((middle, index) => (Number.isFinite(middle + low[index]) ? [index] : []));
    const pick = (values: number[], order: number[]) => order.map(index => values[index]);
    const back = [...known].reverse();
    return (
        <div>
            <Frame
                label={trans.__('%1: predicted over true values, %2 bins', title, averages.length)}
                xLabel={trans.__('True value')}
                yLabel={trans.__('Predicted value')}
                xRange={xRange}
                yRange={yRange}
            >
                {scales => (
                    <>
                        <path
                            className="aml-band"
                            d={`${pathOf(
                                [...pick(middles, known), ...pick(middles, back)],
                                [...pick(high, known), ...pick(low, back)],
                                scales
                            )}Z`}
                        />
                        <path className="aml-ideal" d={pathOf([...xRange], [...xRange], scales)} />
                        <path className="aml-curve" data-slot="0" d={pathOf(middles, averages, scales)} />
                    </>
                )}
            </Frame>
            <Legend
                hidden={NONE}
                lines={[{ key: 'average', label: trans.__('Average, with the spread of errors'), slot: 0 }]}
            />
            {counts.length > 0 && (
                <Bars
                    title={title}
                    edges={edges}
                    values={counts}
                    xLabel={trans.__('True value')}
                    yLabel={trans.__('Count')}
                />
            )}
        </div>
    );
}
