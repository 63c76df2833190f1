import { useEffect, useRef, useState } from 'react';
import { useTrans } from '../basics';
import type { IField } from './fields';
import { joinWords, splitWords } from './words';

type Common = Record<string, unknown> & { id: string };

interface IInput<T> {
    common: Common;
    field: IField;
    value: T;
    onChange: (value: unknown) => void;
}

export function TextInput({ common, field, value, onChange }: IInput<unknown>): JSX.Element {
    if (field.choices.length) {
        return (
            <select
                {...common}
                value={String(value ?? field.fallback ?? '')}
                onChange={event => onChange(event.target.value)}
            >
                {!field.required && <option value="">{field.placeholder}</option>}
                {field.choices.map(choice => (
                    <option key={choice}>{choice}</option>
                ))}
            </select>
        );
    }
    const list = listOf(common, field);
    return (
        <>
            <input
                {...common}
                type={field.secret ? 'password' : 'text'}
                autoComplete={field.secret ? 'new-password' : 'off'}
                spellCheck={false}
                list={list}
                placeholder={field.placeholder}
                value={value === undefined || value === null ? '' : String(value)}
                onChange={event => onChange(event.target.value)}
            />
            <Suggestions id={list} field={field} />
        </>
    );
}

/** The id of the values that are offered; undefined if none are. */
function listOf(common: Common, field: IField): string | undefined {
    return field.suggestions.length ? `${common.id}-list` : undefined;
}

/** Values that are offered while one writes another. */
function Suggestions({ id, field }: { id: string | undefined; field: IField }): JSX.Element | null {
    return id === undefined ? null : (
        <datalist id={id}>
            {field.suggestions.map(each => (
                <option key={each} value={each} />
            ))}
        </datalist>
    );
}

export function NumberInput({ common, field, value, onChange }: IInput<unknown>): JSX.Element {
    return (
        <input
            {...common}
            type="number"
            step={field.kind === 'integer' ? 1 : 'any'}
            min={field.minimum}
            max={field.maximum}
            placeholder={field.placeholder}
            value={value === undefined || value === null ? '' : String(value)}
            onChange={event => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
    );
}

export function FlagInput({ common, value, onChange }: Omit<IInput<boolean>, 'field'>): JSX.Element {
    return <input {...common} type="checkbox" checked={value} onChange={event => onChange(event.target.checked)} />;
}

/** A line of words, quoted as in a terminal. */
export function WordsInput({ common, field, value, onChange }: IInput<string[]>): JSX.Element {
    const trans = useTrans();
    const [line, setLine] = useState(() => joinWords(value));
    const [open, setOpen] = useState(false);
    const outside = JSON.stringify(value);
    useEffect(() => {
        // Values that came from elsewhere replace the line; what is typed here gives the same words and stays as it is.
        setLine(old => (sameWords(old, outside) ? old : joinWords(JSON.parse(outside))));
    }, [outside]);
    const edit = (text: string) => {
        setLine(text);
        try {
            onChange(splitWords(text));
            setOpen(false);
        } catch {
            setOpen(true);
        }
    };
    return (
        <>
            <input
                {...common}
                type="text"
                className="aml-mono"
                autoComplete="off"
                spellCheck={false}
                placeholder={field.placeholder}
                value={line}
                onChange={event => edit(event.target.value)}
            />
            {open && <div className="aml-form-problem">{trans.__('A quote is not closed.')}</div>}
        </>
    );
}

function sameWords(line: string, words: string): boolean {
    try {
        return JSON.stringify(splitWords(line)) === words;
    } catch {
        return false;
    }
}

/** Names and values, one pair a line; a pair whose name is still empty counts for nothing. */
export function PairsInput({ common, field, value, onChange }: IInput<Record<string, unknown>>): JSX.Element {
    const trans = useTrans();
    const [pairs, setPairs] = useState<[string, string][]>(() => toPairs(value));
    const group = useRef<HTMLDivElement>(null);
    /** What gets the focus once the lines are as they are going to be. */
    const next = useRef<string | null>(null);
    const list = listOf(common, field);
    const outside = JSON.stringify(value);
    useEffect(() => {
        setPairs(old => (JSON.stringify(toObject(old)) === outside ? old : toPairs(JSON.parse(outside))));
    }, [outside]);
    useEffect(() => {
        if (next.current !== null) {
            group.current?.querySelector<HTMLElement>(next.current)?.focus();
            next.current = null;
        }
    }, [pairs.length]);
    const edit = (changed: [string, string][]) => {
        setPairs(changed);
        onChange(toObject(changed));
    };
    const add = () => {
        next.current = '.aml-pair:last-of-type input';
        setPairs([...pairs, ['', '']]);
    };
    const remove = (at: number) => {
        next.current = '.aml-pair-add';
        edit(pairs.filter((_, index) => index !== at));
    };
    const change = (at: number, part: 0 | 1, text: string) =>
        edit(pairs.map((pair, index) => (index !== at ? pair : part ? [pair[0], text] : [text, pair[1]])));
    return (
        <div ref={group} className="aml-pairs" role="group" aria-label={field.title}>
            {pairs.map(([name, text], at) => (
                <div key={at} className="aml-pair">
                    <input
                        {...(at === 0 ? common : {})}
                        aria-label={trans.__('Name')}
                        placeholder={trans.__('name')}
                        spellCheck={false}
                        value={name}
                        onChange={event => change(at, 0, event.target.value)}
                    />
                    <input
                        aria-label={trans.__('Value of %1', name)}
                        placeholder={field.placeholder || trans.__('value')}
                        list={list}
                        type={field.secret ? 'password' : 'text'}
                        autoComplete={field.secret ? 'new-password' : 'off'}
                        spellCheck={false}
                        value={text}
                        onChange={event => change(at, 1, event.target.value)}
                    />
                    <button
                        type="button"
                        className="aml-button aml-quiet"
                        aria-label={trans.__('Remove %1', name)}
                        onClick={() => remove(at)}
                    >
                        ×
                    </button>
                </div>
            ))}
            <button
                type="button"
                id={pairs.length ? undefined : common.id}
                className="aml-button aml-quiet aml-pair-add"
                aria-label={trans.__('Add to %1', field.title)}
                onClick={add}
            >
                {trans.__('+ Add')}
            </button>
            <Suggestions id={list} field={field} />
        </div>
    );
}

function toPairs(value: Record<string, unknown>): [string, string][] {
    return Object.entries(value).map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)]);
}

function toObject(pairs: [string, string][]): Record<string, string> {
    return Object.fromEntries(pairs.filter(([name]) => name.trim()).map(([name, text]) => [name.trim(), text]));
}
