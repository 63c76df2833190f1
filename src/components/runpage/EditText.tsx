import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { IProblem } from '../../schemas';
import { ErrorBox, useTrans } from '../basics';

export interface IEditTextProps {
    value: string;
    /** What is edited, for those who cannot see it. */
    label: string;
    onSave: (value: string) => Promise<unknown>;
    /** Shown where there is nothing yet. */
    placeholder?: string;
    multiline?: boolean;
    /** Whether it may be left empty. */
    optional?: boolean;
    className?: string;
}

/** A text that is edited where it stands: Enter or leaving it saves, Esc does not. */
export function EditText(props: IEditTextProps): JSX.Element {
    const { value, label, onSave, placeholder = '', multiline = false, optional = false, className = '' } = props;
    const trans = useTrans();
    const [draft, setDraft] = useState<string | null>(null);
    const [problem, setProblem] = useState<IProblem | null>(null);

    const button = useRef<HTMLButtonElement>(null);
    const byKey = useRef(false);

    // Who ends it by a key goes on by keys.
    useEffect(() => {
        if (draft === null && byKey.current) {
            byKey.current = false;
            button.current?.focus();
        }
    }, [draft]);

    const save = async (text: string) => {
        setDraft(null);
        setProblem(null);
        const next = text.trim();
        if (next === value || (!next && !optional)) {
            return;
        }
        try {
            await onSave(next);
        } catch (error) {
            setDraft(text);
            setProblem(problemOf(error));
        }
    };
    const leave = () => {
        setDraft(null);
        setProblem(null);
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Escape') {
            event.stopPropagation();
            byKey.current = true;
            leave();
        } else if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            byKey.current = true;
            void save(draft ?? '');
        }
    };

    if (draft === null) {
        return (
            <button
                ref={button}
                type="button"
                className={`aml-edit ${className}`}
                onClick={() => setDraft(value)}
                title={trans.__('Edit %1', label)}
                aria-label={`${label}: ${value || placeholder}`}
            >
                {value || <span className="aml-edit-empty">{placeholder}</span>}
            </button>
        );
    }
    const field = {
        className: `aml-edit-field ${className}`,
        value: draft,
        'aria-label': label,
        autoFocus: true,
        onBlur: () => void save(draft),
        onKeyDown
    };
    return (
        <>
            {multiline ? (
                <textarea rows={4} {...field} onChange={event => setDraft(event.target.value)} />
            ) : (
                <input
                    size={Math.max(10, draft.length)}
                    {...field}
                    onFocus={event => event.target.select()}
                    onChange={event => setDraft(event.target.value)}
                />
            )}
            {problem && <ErrorBox problem={problem} />}
        </>
    );
}
