import type { Environment } from '../../schemas';
import type { ITrans } from '../basics';
import { useTrans } from '../basics';

type Facts = Pick<Environment, 'builds' | 'built'>;

/** Whether an environment is ready on this machine, in words. */
export function builtWords({ builds, built }: Facts, trans: ITrans): string {
    if (!builds) {
        return trans.__('Takes an interpreter as it is: there is nothing to build');
    }
    return built
        ? trans.__('Ready on this machine')
        : trans.__('Not built yet: the first run that uses it builds it, later ones share that');
}

/** The same, told by shape and colour. */
export function BuiltMark({ facts }: { facts: Facts }): JSX.Element {
    const trans = useTrans();
    const ready = facts.built || !facts.builds;
    return (
        <span className="aml-status" data-look={ready ? 'completed' : 'waiting'}>
            <svg
                viewBox="0 0 16 16"
                width="16"
                height="16"
                role="img"
                aria-label={builtWords(facts, trans)}
                fill="none"
                stroke="currentColor"
            >
                {ready ? <path d="M4 8.4l2.8 2.8L12.2 5" strokeWidth="2" /> : <circle cx="8" cy="8" r="3.5" />}
            </svg>
        </span>
    );
}
