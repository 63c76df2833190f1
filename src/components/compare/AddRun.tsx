import { useEffect, useState } from 'react';
import type { IProblem, Run } from '../../schemas';
import { StatusMark } from '../basics/StatusMark';
import { Ago } from '../basics/Times';
import { useTrans } from '../basics/trans';
import type { ICompareService } from './service';

export interface IAddRunProps {
    /** Those that are on the page. */
    known: readonly string[];
    service: ICompareService;
    onAdd: (id: string) => void;
}

const PAUSE_MS = 200;

/** Looks for runs by name and adds the chosen one. */
export function AddRun({ known, service, onAdd }: IAddRunProps): JSX.Element {
    const trans = useTrans();
    const [text, setText] = useState<string | null>(null);
    const [found, setFound] = useState<readonly Run[]>([]);
    const [problem, setProblem] = useState<IProblem | Error | null>(null);
    const [active, setActive] = useState(0);
    useEffect(() => {
        if (text === null) {
            return;
        }
        let current = true;
        const take = (runs: Run[]) => current && (setFound(runs), setProblem(null), setActive(0));
        const refuse = (error: Error) => current && setProblem(error);
        const timer = setTimeout(() => service.search(text).then(take, refuse), PAUSE_MS);
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [text, service]);

    const offered = text === null ? [] : found.filter(run => !known.includes(run.id));
    const choose = (run: Run | undefined) => {
        if (run) {
            onAdd(run.id);
            setText('');
        }
    };
    const onKeyDown = (event: React.KeyboardEvent) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setActive(Math.max(0, Math.min(offered.length - 1, active + step)));
        } else if (event.key === 'Enter') {
            choose(offered[active]);
        } else if (event.key === 'Escape') {
            setText(null);
        }
    };
    return (
        <div
            className="aml-add-run"
            onBlur={event => !event.currentTarget.contains(event.relatedTarget) && setText(null)}
        >
            <input
                type="search"
                role="combobox"
                aria-expanded={offered.length > 0}
                aria-controls="aml-add-run-list"
                aria-label={trans.__('Add a run')}
                placeholder={trans.__('+ Add a run')}
                value={text ?? ''}
                onFocus={() => setText(text ?? '')}
                onChange={event => setText(event.target.value)}
                onKeyDown={onKeyDown}
            />
            {offered.length > 0 && (
                <ul id="aml-add-run-list" role="listbox" aria-label={trans.__('Runs')}>
                    {offered.map((run, index) => (
                        <li
                            key={run.id}
                            role="option"
                            aria-selected={index === active}
                            onMouseDown={event => (event.preventDefault(), choose(run))}
                            onMouseEnter={() => setActive(index)}
                        >
                            <StatusMark status={run.status} />
                            <span>{run.display_name || run.id}</span>
                            <span className="aml-metric-count">
                                {run.experiment} · <Ago time={run.created} />
                            </span>
                        </li>
                    ))}
                </ul>
            )}
            {problem && <span role="alert">{problem.message}</span>}
        </div>
    );
}
