import type { ReactNode } from 'react';
import { useState } from 'react';
import type { IProblem } from '../../schemas';
import { useTrans } from './trans';

/** Copies a text; tells whether the browser allowed it. */
export async function copyText(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return false;
    }
}

/** A button that copies a text and says so for a moment. */
export function CopyButton({ text, label }: { text: string; label: string }): JSX.Element {
    const trans = useTrans();
    const [said, setSaid] = useState('');
    const copy = async () => {
        setSaid((await copyText(text)) ? trans.__('Copied') : trans.__('The browser refused'));
        setTimeout(() => setSaid(''), 1500);
    };
    return (
        <button type="button" className="aml-button aml-quiet" onClick={copy} aria-live="polite">
            {said || label}
        </button>
    );
}

/** The id of a run; a click copies it. */
export function CopyId({ id }: { id: string }): JSX.Element {
    const trans = useTrans();
    const [copied, setCopied] = useState(false);
    const copy = async () => {
        setCopied(await copyText(id));
        setTimeout(() => setCopied(false), 1500);
    };
    return (
        <button type="button" className="aml-id" onClick={copy} title={trans.__('Copy %1', id)}>
            {copied ? trans.__('Copied') : <MiddleEllipsis text={id} />}
        </button>
    );
}

/** A name that is too long ends in the middle: its end often says more than its beginning. */
export function MiddleEllipsis({ text, tail = 8 }: { text: string; tail?: number }): JSX.Element {
    const line = text.replace(/[\n\r\v\f]/g, ' ');
    const end = line.length > 2 * tail ? line.length - tail : line.length;
    const cut = /[\udc00-\udfff]/.test(line.charAt(end)) ? end - 1 : end; // never between the halves of a character
    return (
        <span className="aml-middle" title={text}>
            <span>{line.slice(0, cut)}</span>
            <span>{line.slice(cut)}</span>
        </span>
    );
}

export interface IErrorBoxProps {
    problem: IProblem;
    onRetry?: () => void;
}

/** What happened, what mends it, and the details to copy. */
export function ErrorBox({ problem, onRetry }: IErrorBoxProps): JSX.Element {
    const trans = useTrans();
    return (
        <div className="aml-error" role="alert">
            <div className="aml-error-message">{problem.message}</div>
            {problem.hint && <div className="aml-error-hint">{problem.hint}</div>}
            <div className="aml-error-actions">
                {onRetry && (
                    <button type="button" className="aml-button" onClick={onRetry}>
                        {trans.__('Try again')}
                    </button>
                )}
                <CopyButton text={JSON.stringify(problem, errorKeys, 2)} label={trans.__('Copy details')} />
            </div>
        </div>
    );
}

const errorKeys = (key: string, value: unknown): unknown =>
    value instanceof Error && key === ''
        ? Object.assign({ message: value.message }, value) // an Error hides its message from JSON
        : value;

/** What stands where there is nothing yet: what this is, and the one thing to do next. */
export function Empty({
    title,
    children,
    action
}: {
    title: string;
    children?: ReactNode;
    action?: ReactNode;
}): JSX.Element {
    return (
        <div className="aml-empty">
            <div className="aml-empty-title">{title}</div>
            {children && <div className="aml-empty-text">{children}</div>}
            {action}
        </div>
    );
}
