import { useEffect, useRef, useState } from 'react';
import type { RunList } from '../../model/run_list';
import { narrows } from '../../model/run_filter';
import { useStore, useTrans } from '../basics';
import { FilterChips } from './FilterChips';
import { FilterForm } from './FilterForm';
import { Funnel } from './icons';
import type { ISidebarModel } from './model';

/** Marks the field that `/` leads to. */
export const FILTER_CLASS = 'aml-sb-filter-text';
/** Time between the last letter and the question to the server. */
const PAUSE_MS = 200;

/** The line that says which runs are shown, and what else can be chosen below it. */
export function FilterBar({ model }: { model: ISidebarModel }): JSX.Element {
    const trans = useTrans();
    const runs = useStore(model.runs);
    const [open, setOpen] = useState(false);
    const [text, setText] = useFilterText(runs);
    return (
        <div className="aml-sb-filter" role="search">
            <div className="aml-sb-filter-line">
                <input
                    type="search"
                    className={FILTER_CLASS}
                    placeholder={trans.__('Filter runs…')}
                    aria-label={trans.__('Filter runs')}
                    title={trans.__(
                        'Part of the id, the name, the script, the experiment or a tag. / leads here, Esc clears.'
                    )}
                    value={text}
                    onChange={event => setText(event.target.value)}
                    onKeyDown={event => {
                        if (event.key === 'Escape') {
                            setText('');
                        }
                    }}
                />
                <button
                    type="button"
                    className="aml-sb-icon-button"
                    aria-expanded={open}
                    aria-pressed={narrows({ ...runs.filter, text: '' })}
                    aria-label={trans.__('Filter by status, compute target, experiment or tag')}
                    title={trans.__('Filter by status, compute target, experiment or tag')}
                    onClick={() => setOpen(!open)}
                >
                    <Funnel />
                </button>
            </div>
            {open ? <FilterForm model={model} onClose={() => setOpen(false)} /> : <FilterChips runs={runs} />}
        </div>
    );
}

/** What is typed, told to the list after a short pause. */
function useFilterText(runs: RunList): [string, (text: string) => void] {
    const [text, setText] = useState(runs.filter.text);
    const timer = useRef<ReturnType<typeof setTimeout>>();
    // The text can be cleared from elsewhere too.
    useEffect(() => setText(runs.filter.text), [runs.filter.text]);
    useEffect(() => () => clearTimeout(timer.current), []);
    const change = (next: string) => {
        setText(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => runs.setFilter({ text: next }), next ? PAUSE_MS : 0);
    };
    return [text, change];
}
