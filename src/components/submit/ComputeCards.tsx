import { useEffect, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { Compute, IProblem } from '../../schemas';
import type { ITrans } from '../basics';
import { ErrorBox, useTrans } from '../basics';

export interface IComputeCardsProps {
    id: string;
    load: () => Promise<Compute[]>;
    value: string | undefined;
    onChange: (name: string) => void;
}

/** The compute targets as cards, each with what one wants to know before choosing it. */
export function ComputeCards({ id, load, value, onChange }: IComputeCardsProps): JSX.Element {
    const trans = useTrans();
    const [targets, setTargets] = useState<Compute[] | null>(null);
    const [problem, setProblem] = useState<IProblem | null>(null);
    useEffect(() => {
        let here = true;
        load().then(
            found => here && setTargets(found),
            error => here && setProblem(problemOf(error))
        );
        return () => {
            here = false;
        };
    }, [load]);
    if (problem) {
        return <ErrorBox problem={problem} />;
    }
    const chosen = value || targets?.find(target => target.default)?.name;
    return (
        <div className="aml-cards" role="radiogroup" aria-label={trans.__('Compute target')} id={id}>
            {targets === null && <span className="aml-faint">{trans.__('Looking for compute targets…')}</span>}
            {targets?.map(target => (
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
