import type { KeyboardEvent, RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { LogText } from '../../model/log_lines';
import type { LogSearch } from '../../model/log_search';
import type { ILogQuery } from '../../model/run_service';
import { formatNumber, useTrans } from '../basics';
import { useRunPage } from './context';
import { Toggle } from './Toggle';
import { useCopyLines } from './use_copy_lines';

export interface ILogToolbarProps {
    log: LogText;
    search: LogSearch;
    errors: LogSearch;
    field: RefObject<HTMLInputElement>;
    onStep: (search: LogSearch, forward: boolean) => void;
    wrap: boolean;
    onWrap: (wrap: boolean) => void;
    follow: boolean;
    onFollow: (follow: boolean) => void;
    live: boolean;
}

/** A long log is searched once for a word, not for each of its letters. */
const TYPING_MS = 250;

/** What one can do with a log. */
export function LogToolbar(props: ILogToolbarProps): JSX.Element {
    const { log, search, errors, field, onStep, wrap, onWrap, follow, onFollow, live } = props;
    const trans = useTrans();
    const { service } = useRunPage();
    const [query, setQuery] = useState<ILogQuery>({});
    const { copy, said } = useCopyLines(log);
    const typing = useRef<ReturnType<typeof setTimeout>>();
    useEffect(() => () => clearTimeout(typing.current), []);

    const change = (part: ILogQuery) => {
        const next = { ...query, ...part };
        setQuery(next);
        clearTimeout(typing.current);
        if (next.text) {
            typing.current = setTimeout(() => void search.search(next), TYPING_MS);
        } else {
            search.clear();
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Enter') {
            event.preventDefault();
            onStep(search, !event.shiftKey);
        } else if (event.key === 'Escape') {
            event.stopPropagation();
            change({ text: '' });
        }
    };
    return (
        <div className="aml-toolbar" role="toolbar" aria-label={trans.__('Log')}>
            <span className="aml-search">
                <input
                    ref={field}
                    type="search"
                    value={query.text ?? ''}
                    placeholder={trans.__('Search  /')}
                    aria-label={trans.__('Search the log')}
                    onChange={event => change({ text: event.target.value })}
                    onKeyDown={onKeyDown}
                />
                <Toggle on={query.case ?? false} onChange={on => change({ case: on })} label={trans.__('Match case')}>
                    Aa
                </Toggle>
                <Toggle
                    on={query.regex ?? false}
                    onChange={on => change({ regex: on })}
                    label={trans.__('Regular expression')}
                >
                    .*
                </Toggle>
            </span>
            {search.query.text && (
                <>
                    <span className="aml-search-count" role="status">
                        {countOf(search, trans.__('no hits'))}
                    </span>
                    <Step label={trans.__('Previous hit')} sign="↑" onClick={() => onStep(search, false)} of={search} />
                    <Step label={trans.__('Next hit')} sign="↓" onClick={() => onStep(search, true)} of={search} />
                </>
            )}
            {errors.lines.length > 0 && (
                <button
                    type="button"
                    className="aml-button aml-next-error"
                    onClick={event => onStep(errors, !event.shiftKey)}
                    title={trans.__('Go to the next line that looks like an error; back with Shift')}
                >
                    {trans.__('Next error')} <span className="aml-search-count">{countOf(errors, '')}</span>
                </button>
            )}
            <span className="aml-toolbar-gap" />
            {live && (
                <Toggle
                    on={follow}
                    onChange={onFollow}
                    label={trans.__('Stay at the end while it is written; scrolling up ends that')}
                >
                    {trans.__('Follow')}
                </Toggle>
            )}
            <Toggle on={wrap} onChange={onWrap} label={trans.__('Wrap long lines')}>
                {trans.__('Wrap')}
            </Toggle>
            <button
                type="button"
                className="aml-button aml-quiet"
                onClick={() => void copy()}
                title={trans.__('Copy the text; of a long log its last 5,000 lines')}
                aria-live="polite"
            >
                {said || trans.__('Copy')}
            </button>
            <a className="aml-link" href={service.fileUrl(log.name, true)} download>
                {trans.__('Download')}
            </a>
        </div>
    );
}

function countOf(search: LogSearch, none: string): string {
    if (search.problem) {
        return search.problem.message;
    }
    const count = formatNumber(search.lines.length) + (search.complete ? '' : '+');
    if (search.lines.length === 0) {
        return search.searching ? '…' : none;
    }
    return search.at < 0 ? count : `${formatNumber(search.at + 1)}/${count}`;
}

interface IStepProps {
    label: string;
    sign: string;
    of: LogSearch;
    onClick: () => void;
}

function Step({ label, sign, of, onClick }: IStepProps): JSX.Element {
    return (
        <button
            type="button"
            className="aml-button aml-quiet"
            aria-label={label}
            title={label}
            disabled={of.lines.length === 0}
            onClick={onClick}
        >
            {sign}
        </button>
    );
}
