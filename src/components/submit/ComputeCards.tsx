import type { ShortList } from '../../model/short_list';
import type { Compute } from '../../schemas';
import type { ITrans } from '../basics';
import { ErrorBox, useStore, useTrans } from '../basics';

export interface IComputeCardsProps {
    id: string;
    targets: ShortList<Compute>;
    value: string | undefined;
    onChange: (name: string) => void;
}

/** The compute targets as cards, each with what one wants to know before choosing it. */
export function ComputeCards({ id, targets, value, onChange }: IComputeCardsProps): JSX.Element {
    const trans = useTrans();
    const { items, loaded, problem, refresh } = useStore(targets);
    if (problem && !loaded) {
        return <ErrorBox problem={problem} onRetry={() => void refresh.call(targets)} />;
    }
    const chosen = value || items.find(target => target.default)?.name;
    return (
        <div className="aml-cards" role="radiogroup" aria-label={trans.__('Compute target')} id={id}>
            {!loaded && <span className="aml-faint">{trans.__('Looking for compute targets…')}</span>}
            {items.map(target => (
                <label key={target.name} className="aml-card" data-chosen={target.name === chosen || undefined}>
                    <input
                        type="radio"
                        name={id}
                        checked={target.name === chosen}
                        disabled={target.state === 'unusable'}
                        onChange={() => onChange(target.name)}
                    />
                    <span className="aml-card-name">{target.name}</span>
                    <span className="aml-faint">
                        {target.type}
                        {target.default ? ` · ${trans.__('default')}` : ''}
                    </span>
                    <span className="aml-card-state">{describe(target, trans)}</span>
                </label>
            ))}
        </div>
    );
}

function describe(target: Compute, trans: ITrans): string {
    if (target.state === 'unusable') {
        return target.problem ?? trans.__('unusable');
    }
    if (target.state === 'stopped') {
        return trans.__('stopped; runs wait until it is started');
    }
    const free = trans.__('%1 of %2 slots free', Math.max(0, target.slots - target.used), target.slots);
    return target.queued ? `${free} · ${trans.__('%1 queued', target.queued)}` : free;
}
