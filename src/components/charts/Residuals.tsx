import { documentData, numbers } from '../../model/curves';
import { useTrans } from '../basics/trans';
import { Bars } from './Bars';
import { Unreadable } from './Unreadable';

/** How far predictions were off, and how often. */
export function Residuals({ title, value }: { title: string; value: unknown }): JSX.Element {
    const trans = useTrans();
    const data = documentData(value);
    const edges = numbers(data?.bin_edges);
    const counts = numbers(data?.bin_counts);
    if (edges.length < 2 || counts.length === 0) {
        return <Unreadable what="residuals" />;
    }
    return (
        <Bars title={title} edges={edges} values={counts} xLabel={trans.__('Residual')} yLabel={trans.__('Count')} />
    );
}
