import type { ReactNode } from 'react';
import type { Status } from '../../schemas';

type Look = 'waiting' | 'running' | 'completed' | 'failed' | 'attention' | 'canceled';

const LOOKS: Record<Status, Look> = {
    NotStarted: 'waiting',
    Queued: 'waiting',
    Preparing: 'running',
    Provisioning: 'running',
    Starting: 'running',
    Running: 'running',
    Finalizing: 'running',
    CancelRequested: 'attention',
    NotResponding: 'attention',
    Completed: 'completed',
    Failed: 'failed',
    Canceled: 'canceled'
};

/** A shape for each look, so that colour is never the only sign. */
const SHAPES: Record<Look, ReactNode> = {
    waiting: <path d="M4 8h.01M8 8h.01M12 8h.01" strokeWidth="2.4" />,
    running: <path d="M6 4.2v7.6L12 8z" fill="currentColor" />,
    completed: <path d="M4 8.4l2.8 2.8L12.2 5" strokeWidth="2" />,
    failed: <path d="M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4" strokeWidth="2" />,
    attention: (
        <>
            <path d="M8 2.6L14 13H2z" />
            <path d="M8 6.6v3M8 11.3h.01" />
        </>
    ),
    canceled: (
        <>
            <circle cx="8" cy="8" r="5" />
            <path d="M4.6 11.4l6.8-6.8" />
        </>
    )
};

/** Azure's words, in small letters where they stand in a sentence or a row. */
export function statusWord(status: Status): string {
    return status
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase()
        .replace(/^./, first => first.toUpperCase());
}

export interface IStatusMarkProps {
    status: Status;
    /** Shown on hover. */
    reason?: string;
    /** Whether the word stands beside the mark. */
    label?: boolean;
}

/** The state of a run in half a second: a shape, a colour and, if wanted, a word. */
export function StatusMark({ status, reason, label = false }: IStatusMarkProps): JSX.Element {
    const look = LOOKS[status] ?? 'waiting';
    const word = statusWord(status);
    return (
        <span className="aml-status" data-look={look} data-status={status} title={reason ? `${word}: ${reason}` : word}>
            <svg
                viewBox="0 0 16 16"
                width="16"
                height="16"
                role="img"
                aria-label={word}
                fill="none"
                stroke="currentColor"
            >
                {SHAPES[look]}
            </svg>
            {label && <span aria-hidden="true">{word}</span>}
        </span>
    );
}
