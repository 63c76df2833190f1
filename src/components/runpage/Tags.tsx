import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { IProblem } from '../../schemas';
import { ErrorBox, useTrans } from '../basics';

export interface ITagsProps {
    tags: Record<string, string | null>;
    /** null removes a tag. */
    onChange: (change: Record<string, string | null>) => Promise<unknown>;
}

/** Tags as chips: each can be removed, and `key=value` adds one. */
export function Tags({ tags, onChange }: ITagsProps): JSX.Element {
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

    const change = async (what: Record<string, string | null>): Promise<boolean> => {
        try {
            await onChange(what);
            setProblem(null);
            return true;
        } catch (error) {
            setProblem(problemOf(error));
            return false;
        }
    };
    const add = async () => {
        const [key, ...rest] = (draft ?? '').split('=');
        if (!key.trim() || (await change({ [key.trim()]: rest.join('=').trim() }))) {
            setDraft(null);
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Escape') {
            event.stopPropagation();
            byKey.current = true;
            setDraft(null);
            setProblem(null);
        } else if (event.key === 'Enter') {
            event.preventDefault();
            byKey.current = true;
            void add();
        }
    };
    return (
        <div className="aml-tags">
            {Object.entries(tags).map(([key, value]) => (
                <span key={key} className="aml-tag">
                    <button
                        type="button"
                        className="aml-tag-text"
                        title={trans.__('Edit the tag')}
                        onClick={() => setDraft(`${key}=${value ?? ''}`)}
                    >
                        {value ? `${key}: ${value}` : key}
                    </button>
                    <button
                        type="button"
                        className="aml-tag-remove"
                        aria-label={trans.__('Remove the tag %1', key)}
                        title={trans.__('Remove the tag %1', key)}
                        onClick={() => void change({ [key]: null })}
                    >
                        ×
                    </button>
                </span>
            ))}
            {draft === null ? (
                <button ref={button} type="button" className="aml-tag aml-tag-add" onClick={() => setDraft('')}>
                    {trans.__('+ tag')}
                </button>
            ) : (
                <input
                    className="aml-edit-field"
                    autoFocus
                    aria-label={trans.__('Tag')}
                    placeholder={trans.__('key=value')}
                    value={draft}
                    onChange={event => setDraft(event.target.value)}
                    onKeyDown={onKeyDown}
                    onBlur={() => void add()}
                />
            )}
            {problem && <ErrorBox problem={problem} />}
        </div>
    );
}
