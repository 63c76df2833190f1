import { memo, useState } from 'react';
import type { IRunRow } from '../../model/rows';
import type { Manner } from '../../model/selection';
import type { Trend } from '../../model/trends';
import { mannerOf } from '../../model/selection';
import type { Run } from '../../schemas';
import { isFinal } from '../../schemas';
import type { ITrans } from '../basics';
import { formatNumber, MiddleEllipsis, RunDuration, StatusMark, statusWord, useTrans } from '../basics';
import { Goes } from './Goes';
import { scriptOf } from './headline';
import { Twisty } from './icons';
import type { ISidebarActions } from './model';

export interface IRunRowProps {
    row: IRunRow;
    top: number;
    chosen: boolean;
    focusable: boolean;
    trend: Trend;
    onChoose: (key: string, manner: Manner) => void;
    onMenu: (key: string) => void;
    onOpen: (run: string) => void;
    onToggle: (run: string, open: boolean) => void;
    onCurve: ISidebarActions['curve'];
}

/** Metrics a tooltip has room for. */
const SHOWN = 10;

function tooltip(run: Run, trans: ITrans): string {
    const lines = [
        `${run.display_name} · ${statusWord(run.status)}`,
        run.status_reason,
        trans.__('Experiment %1', run.experiment),
        scriptOf(run),
        run.compute ? trans.__('on %1', run.compute) : '',
        ...Object.entries(run.metrics)
            .slice(0, SHOWN)
            .map(([name, value]) => `${name}: ${typeof value === 'number' ? formatNumber(value) : String(value)}`),
        ...Object.entries(run.tags).map(([key, value]) => (value ? `${key}=${value}` : key)),
        run.id
    ];
    return lines.filter(Boolean).join('\n');
}

/** One line for one run: its state, name, script, place, time, and how it goes. */
export const RunRow = memo(RunLine, same);

function RunLine(props: IRunRowProps): JSX.Element {
    const trans = useTrans();
    const { row, chosen, focusable } = props;
    const { run, open, key } = row;
    const [looked, setLooked] = useState(false);
    return (
        <div
            className="aml-sb-row aml-run-row"
            role="treeitem"
            aria-level={row.depth + 1}
            aria-posinset={row.place}
            aria-setsize={row.siblings}
            aria-selected={chosen}
            aria-expanded={open ?? undefined}
            aria-label={`${run.display_name}, ${statusWord(run.status)}`}
            data-key={key}
            data-active={!isFinal(run.status)}
            tabIndex={focusable ? 0 : -1}
            style={{ transform: `translateY(${props.top}px)`, paddingLeft: 4 + 14 * row.depth }}
            title={tooltip(run, trans)}
            onClick={event => props.onChoose(key, mannerOf(event))}
            onDoubleClick={() => props.onOpen(run.id)}
            onContextMenu={() => props.onMenu(key)}
            onMouseEnter={() => setLooked(true)}
            onMouseLeave={() => setLooked(false)}
            onFocus={() => setLooked(true)}
            onBlur={() => setLooked(false)}
        >
            <span
                className="aml-twisty"
                data-open={open ?? false}
                onClick={event => {
                    if (open !== null) {
                        event.stopPropagation();
                        props.onToggle(run.id, !open);
                    }
                }}
                onDoubleClick={event => open !== null && event.stopPropagation()}
            >
                {open !== null && <Twisty />}
            </span>
            <StatusMark status={run.status} reason={run.status_reason} />
            <span className="aml-sb-row-name">
                <MiddleEllipsis text={run.display_name} tail={5} />
            </span>
            <span className="aml-faint aml-sb-row-script">{scriptOf(run)}</span>
            <span className="aml-faint aml-sb-row-compute">{run.compute}</span>
            <span className="aml-sb-row-time">
                <RunDuration run={run} />
            </span>
            <Goes run={run} trend={props.trend} looked={looked} onCurve={props.onCurve} />
        </div>
    );
}

/** Rows are made anew with each change of the list, most of them as they were. */
function same(a: IRunRowProps, b: IRunRowProps): boolean {
    const equal = <T extends object>(x: T, y: T, except?: keyof T) =>
        (Object.keys(x) as (keyof T)[]).every(name => name === except || x[name] === y[name]);
    return equal(a, b, 'row') && equal(a.row, b.row);
}
