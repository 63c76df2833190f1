import { useCallback, useState } from 'react';
import type { CompareStore } from '../../model/compare_store';
import { Empty, ErrorBox } from '../basics/texts';
import { useTrans } from '../basics/trans';
import { useStore } from '../basics/use_store';
import { focusFilter } from '../metrics/Controls';
import { CompareTable } from './CompareTable';
import { Curves } from './Curves';
import { Relations } from './Relations';
import { RunChips } from './RunChips';
import type { ICompareService } from './service';

export interface ICompareViewProps {
    store: CompareStore;
    service: ICompareService;
}

/** Runs beside each other: their curves, their settings and results, and how these hang together. */
export function CompareView({ store, service }: ICompareViewProps): JSX.Element {
    const trans = useTrans();
    useStore(store);
    const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
    const onToggle = useCallback(
        (id: string) =>
            setHidden(before => new Set(before.has(id) ? [...before].filter(one => one !== id) : [...before, id])),
        []
    );
    const runs = store.runs;
    const there = runs.filter(run => !run.lost);
    return (
        <div className="aml-compare" onKeyDown={focusFilter}>
            <RunChips runs={runs} hidden={hidden} onToggle={onToggle} store={store} service={service} />
            {store.problem && <ErrorBox problem={store.problem} />}
            {there.length === 0 ? (
                <Empty title={trans.__('No runs to compare')}>
                    {trans.__('Add them above by name, or choose several in the sidebar and then Compare.')}
                </Empty>
            ) : (
                <>
                    <Curves runs={there} hidden={hidden} onToggle={onToggle} store={store} service={service} />
                    <CompareTable runs={there} />
                    <Relations runs={there} openRun={id => service.openRun(id)} />
                </>
            )}
        </div>
    );
}
