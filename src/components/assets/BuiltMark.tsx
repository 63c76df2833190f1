import { useTrans } from '../basics';

/** Whether an environment is ready on this machine, told by shape and colour. */
export function BuiltMark({ built }: { built: boolean }): JSX.Element {
    const trans = useTrans();
    return (
        <span className="aml-status" data-look={built ? 'completed' : 'waiting'}>
            <svg
                viewBox="0 0 16 16"
                width="16"
                height="16"
                role="img"
                aria-label={built ? trans.__('Built') : trans.__('Not built')}
                fill="none"
                stroke="currentColor"
            >
                {built ? <path d="M4 8.4l2.8 2.8L12.2 5" strokeWidth="2" /> : <circle cx="8" cy="8" r="3.5" />}
            </svg>
        </span>
    );
}
