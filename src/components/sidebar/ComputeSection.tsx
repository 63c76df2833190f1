import { useState } from 'react';
import type { Compute } from '../../schemas';
import type { ITrans } from '../basics';
import { Empty, ErrorBox, MiddleEllipsis, useStore, useTrans } from '../basics';
import { ComputeMark } from './ComputeMark';
import { Plus } from './icons';
import { useArrowKeys } from './keys';
import type { ISidebarActions, ISidebarModel } from './model';
import { Section } from './Section';

function loadOf(compute: Compute, trans: ITrans): string {
    const slots = trans.__('%1/%2 slots', compute.used, compute.slots);
    const parts = [compute.state === 'stopped' && !compute.used ? trans.__('stopped') : slots];
    if (compute.queued) {
        parts.push(trans.__('%1 queued', compute.queued));
    }
    return parts.join(' · ');
}

/** Where runs can run: how busy each is, and what is wrong with it. */
export function ComputeSection({ model, actions }: { model: ISidebarModel; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    const label = trans.__('Create or attach a compute target');
    return (
        <Section
            title={trans.__('Compute targets')}
            name="compute"
            tools={
                <button
                    type="button"
                    className="aml-sb-icon-button"
                    aria-label={label}
                    title={label}
                    onClick={actions.createCompute}
                >
                    <Plus />
                </button>
            }
        >
            <ComputeRows model={model} actions={actions} />
        </Section>
    );
}

function ComputeRows({ model, actions }: { model: ISidebarModel; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    const { items, loaded, problem } = useStore(model.compute);
    const [active, setActive] = useState('');
    const keys = useArrowKeys();
    if (problem && items.length === 0) {
        return <ErrorBox problem={problem} onRetry={() => void model.compute.refresh()} />;
    }
    if (!loaded) {
        return <div className="aml-sb-note">{trans.__('Loading compute targets…')}</div>;
    }
    if (items.length === 0) {
        return (
            <Empty title={trans.__('No compute targets')}>
                {trans.__('A compute target is where runs run. The first submission makes `local`, this machine.')}
            </Empty>
        );
    }
    const current = items.some(({ name }) => name === active) ? active : items[0].name;
    return (
        <ul className="aml-sb-rows aml-compute-rows" onKeyDown={keys} aria-label={trans.__('Compute targets')}>
            {items.map(compute => (
                <li
                    key={compute.name}
                    className="aml-sb-row aml-compute-row"
                    tabIndex={compute.name === current ? 0 : -1}
                    title={compute.problem ?? `${compute.name} (${compute.type}): ${loadOf(compute, trans)}`}
                    onFocus={() => {
                        setActive(compute.name);
                        actions.chooseCompute(compute.name);
                    }}
                    onContextMenu={() => actions.chooseCompute(compute.name)}
                    onKeyDown={event => event.key === 'Delete' && actions.deleteCompute()}
                >
                    <ComputeMark state={compute.state} />
                    <span className="aml-sb-row-name">
                        <MiddleEllipsis text={compute.name} />
                    </span>
                    {compute.default && <span className="aml-sb-badge">{trans.__('default')}</span>}
                    {compute.type !== compute.name && <span className="aml-faint aml-kind">{compute.type}</span>}
                    <span className="aml-sb-row-end">{compute.problem ?? loadOf(compute, trans)}</span>
                </li>
            ))}
        </ul>
    );
}
