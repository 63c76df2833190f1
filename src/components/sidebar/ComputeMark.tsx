import type { ReactNode } from 'react';
import type { Compute } from '../../schemas';
import { useTrans } from '../basics';

type State = Compute['state'];

const SHAPES: Record<State, ReactNode> = {
    idle: <circle cx="8" cy="8" r="3.5" />,
    busy: <circle cx="8" cy="8" r="4" fill="currentColor" stroke="none" />,
    stopped: <rect x="5" y="5" width="6" height="6" />,
    unusable: (
        <>
            <path d="M8 2.6L14 13H2z" />
            <path d="M8 6.6v3M8 11.3h.01" />
        </>
    )
};

const LOOKS: Record<State, string> = { idle: 'completed', busy: 'running', stopped: 'waiting', unusable: 'attention' };

/** The state of a compute target, told by shape and colour. */
export function ComputeMark({ state }: { state: State }): JSX.Element {
    const trans = useTrans();
    const words: Record<State, string> = {
        idle: trans.__('Idle'),
        busy: trans.__('Busy'),
        stopped: trans.__('Stopped: what is queued waits'),
        unusable: trans.__('Not usable')
    };
    return (
        <span className="aml-status" data-look={LOOKS[state]}>
            <svg
                viewBox="0 0 16 16"
                width="16"
                height="16"
                role="img"
                aria-label={words[state]}
                fill="none"
                stroke="currentColor"
            >
                {SHAPES[state]}
            </svg>
        </span>
    );
}
