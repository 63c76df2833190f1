import { useEffect, useState } from 'react';
import { Empty, ErrorBox, MiddleEllipsis, useStore, useTrans } from '../basics';
import { useArrowKeys } from './keys';
import type { ISidebarModel } from './model';
import { Section } from './Section';

/** What runs belong to; a click shows only the runs of one. */
export function ExperimentSection({ model }: { model: ISidebarModel }): JSX.Element {
    const trans = useTrans();
    return (
        <Section title={trans.__('Experiments')} name="experiments" folded>
            <ExperimentRows model={model} />
        </Section>
    );
}

function ExperimentRows({ model }: { model: ISidebarModel }): JSX.Element {
    const trans = useTrans();
    const { items, loaded, problem } = useStore(model.experiments);
    const { filter } = useStore(model.runs);
    const keys = useArrowKeys();
    const [active, setActive] = useState('');
    useEffect(() => void model.experiments.refresh(), [model.experiments]);
    if (problem && items.length === 0) {
        return <ErrorBox problem={problem} onRetry={() => void model.experiments.refresh()} />;
    }
    if (!loaded) {
        return <div className="aml-sb-note">{trans.__('Loading experiments…')}</div>;
    }
    if (items.length === 0) {
        return (
            <Empty title={trans.__('No experiments')}>
                {trans.__('An experiment is a name that runs belong to. The first run of a name makes it.')}
            </Empty>
        );
    }
    const current = items.some(({ name }) => name === active) ? active : items[0].name;
    return (
        <div className="aml-sb-rows" onKeyDown={keys}>
            {items.map(({ name, runs, active: underWay }) => (
                <button
                    key={name}
                    type="button"
                    className="aml-sb-row aml-experiment-row"
                    tabIndex={name === current ? 0 : -1}
                    aria-pressed={filter.experiment === name}
                    title={trans.__('Show only the runs of %1', name)}
                    onFocus={() => setActive(name)}
                    onClick={() => model.runs.setFilter({ experiment: filter.experiment === name ? '' : name })}
                >
                    <span className="aml-sb-row-name">
                        <MiddleEllipsis text={name} />
                    </span>
                    {underWay > 0 && <span className="aml-sb-badge">{trans.__('%1 active', underWay)}</span>}
                    <span className="aml-sb-row-end">{trans._n('%1 run', '%1 runs', runs)}</span>
                </button>
            ))}
        </div>
    );
}
