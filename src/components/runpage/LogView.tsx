import type { KeyboardEvent } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { IWant } from '../../model/live_run';
import { LogText } from '../../model/log_lines';
import { matcherOf } from '../../model/log_search';
import type { Run } from '../../schemas';
import { isFinal } from '../../schemas';
import { ErrorBox, useStore, useTrans } from '../basics';
import { useLive, useRunPage } from './context';
import type { ILineListHandle } from './LineList';
import { LineList } from './LineList';
import { LogLine } from './LogLine';
import { LogToolbar } from './LogToolbar';
import { ScrollMarks } from './ScrollMarks';
import { useLogSearches } from './use_log_searches';

export interface ILogViewProps {
    name: string;
    run: Run;
    onSize: (name: string, size: number) => void;
}

/** One log: read where one looks, followed while it is written, searched by the server. */
export function LogView({ name, run, onSize }: ILogViewProps): JSX.Element {
    const trans = useTrans();
    const { service } = useRunPage();
    const log = useStore(useMemo(() => new LogText(service, name), [service, name]));
    const { search, errors } = useLogSearches(log);
    const [follow, setFollow] = useState(run.status !== 'Completed');
    const [wrap, setWrap] = useState(false);
    const [target, setTarget] = useState<number | null>(null);
    const list = useRef<ILineListHandle>(null);
    const field = useRef<HTMLInputElement>(null);

    const onUpdates = useCallback<NonNullable<IWant['onUpdates']>>(
        updates => updates.forEach(update => update.log && log.take(update.log)),
        [log]
    );
    useLive({ parts: ['log'], log: name, tail: 0, onUpdates });
    useEffect(() => void log.refresh(), [log]);
    useEffect(() => onSize(name, log.size), [onSize, name, log.size]);

    const goTo = useCallback((line: number | null) => {
        if (line !== null) {
            setFollow(false);
            setTarget(line);
            list.current?.goTo(line);
        }
    }, []);
    const step = (of: typeof search, forward: boolean) => goTo(of.step(forward, list.current?.first() ?? 0));
    const onSight = useCallback((first: number, last: number) => log.show(first, last), [log]);

    const matcher = useMemo(() => matcherOf(search.query), [search.query]);
    const errorLines = useMemo(() => new Set(errors.lines), [errors.lines]);
    const marks = useMemo(
        () => [
            { kind: 'error' as const, lines: errors.lines },
            { kind: 'hit' as const, lines: search.lines }
        ],
        [errors.lines, search.lines]
    );
    const onKeyDown = (event: KeyboardEvent) => {
        const typing = event.target instanceof HTMLInputElement;
        if ((event.key === '/' && !typing) || (event.key === 'f' && (event.ctrlKey || event.metaKey))) {
            event.preventDefault();
            event.stopPropagation();
            field.current?.focus();
            field.current?.select();
        }
    };
    return (
        <div className="aml-log" onKeyDown={onKeyDown}>
            <LogToolbar
                log={log}
                search={search}
                errors={errors}
                field={field}
                onStep={step}
                wrap={wrap}
                onWrap={setWrap}
                follow={follow}
                onFollow={setFollow}
                live={!isFinal(run.status)}
            />
            {log.problem && <ErrorBox problem={log.problem} onRetry={() => void log.refresh()} />}
            <div className="aml-log-frame">
                <LineList
                    handle={list}
                    count={log.total}
                    label={trans.__('Text of %1', name)}
                    wrap={wrap}
                    follow={follow}
                    onFollow={setFollow}
                    onSight={onSight}
                    renderLine={index => (
                        <LogLine
                            key={index}
                            number={index}
                            text={log.line(index)}
                            matcher={matcher}
                            error={errorLines.has(index)}
                            current={index === target}
                        />
                    )}
                />
                <ScrollMarks count={log.total} marks={marks} onGoTo={goTo} />
                {log.loaded && log.total === 0 && (
                    <div className="aml-log-empty">
                        {isFinal(run.status)
                            ? trans.__('Nothing was printed.')
                            : trans.__('Nothing has been printed yet.')}
                    </div>
                )}
            </div>
        </div>
    );
}
