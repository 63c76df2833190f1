import type { KeyboardEvent } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RunList } from '../../model/run_list';
import type { IRunRow, Row } from '../../model/rows';
import type { IChoice, Manner } from '../../model/selection';
import { choose, chooseForMenu, indexAfter, NOTHING } from '../../model/selection';
import type { Run } from '../../schemas';
import type { ISidebarActions } from './model';

export interface IRunChoiceOptions {
    runs: RunList;
    rows: readonly Row[];
    actions: ISidebarActions;
    /** Lines that fit on the screen. */
    page: () => number;
}

export interface IRunChoice {
    chosen: ReadonlySet<string>;
    /** The line the keyboard is on; -1 if there is none. */
    activeIndex: number;
    /** The line that is to have the focus; a new object each time the keyboard moved. */
    focused: { key: string } | null;
    onChoose: (key: string, manner: Manner) => void;
    onMenu: (key: string) => void;
    onKeyDown: (event: KeyboardEvent) => void;
}

/** Which runs are chosen, by mouse and keyboard. */
export function useRunChoice({ runs, rows, actions, page }: IRunChoiceOptions): IRunChoice {
    const [choice, setChoice] = useState<IChoice>(NOTHING);
    const [focused, setFocused] = useState<{ key: string } | null>(null);
    const runRows = useMemo(() => rows.filter((row): row is IRunRow => row.kind === 'run'), [rows]);
    const keys = useMemo(() => runRows.map(row => row.key), [runRows]);
    const latest = useRef({ choice, keys });
    latest.current = { choice, keys };
    const place = useRef(0);
    const active = useMemo(() => {
        const found = keys.indexOf(choice.active ?? '');
        // The line is gone: the keyboard goes on from its neighbour.
        const index = found >= 0 || choice.active === null ? found : Math.min(place.current, keys.length - 1);
        place.current = Math.max(0, index);
        return index;
    }, [keys, choice.active]);

    const apply = useCallback(
        (next: IChoice) => {
            setChoice(next);
            latest.current.choice = next;
            const chosen = [...next.chosen].map(key => runs.find(key));
            actions.chooseRuns(chosen.filter((run): run is Run => run !== undefined));
        },
        [runs, actions]
    );
    const onChoose = useCallback(
        (key: string, manner: Manner) => {
            apply(choose(latest.current.choice, latest.current.keys, key, manner));
            setFocused({ key });
        },
        [apply]
    );
    const onMenu = useCallback(
        (key: string) => apply(chooseForMenu(latest.current.choice, latest.current.keys, key)),
        [apply]
    );

    const hadFocus = focused !== null && keys.length > 0 && !keys.includes(focused.key);
    useEffect(() => {
        if (hadFocus && active >= 0 && document.activeElement === document.body) {
            onChoose(keys[active], 'alone');
        }
    }, [hadFocus, active, keys, onChoose]);

    const onKeyDown = (event: KeyboardEvent) => {
        const row = runRows[active] as IRunRow | undefined;
        const next = indexAfter(event.key, active, keys.length, page());
        if (next !== null) {
            onChoose(keys[next], event.shiftKey ? 'range' : 'alone');
        } else if (!row || !pressed(event, row)) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    };

    const pressed = (event: KeyboardEvent, row: IRunRow): boolean => {
        switch (event.key) {
            case 'ArrowRight':
                if (row.open === false) {
                    void runs.toggle(row.key, true);
                } else if (row.open) {
                    onChoose(keys[Math.min(active + 1, keys.length - 1)], 'alone');
                }
                return true;
            case 'ArrowLeft':
                if (row.open) {
                    void runs.toggle(row.key, false);
                } else if (row.parent !== null) {
                    onChoose(row.parent, 'alone');
                }
                return true;
            case ' ':
                onChoose(row.key, 'also');
                return true;
            case 'Enter':
                if (choice.chosen.size > 1) {
                    actions.compare();
                } else {
                    actions.open(row.run.id);
                }
                return true;
            case 'Delete':
                actions.end();
                return true;
            case 'F2':
                actions.rename();
                return true;
            case 'Escape':
                apply(choose(choice, keys, row.key, 'alone'));
                return true;
            default:
                return false;
        }
    };

    const activeIndex = active < 0 ? -1 : rows.indexOf(runRows[active]);
    return { chosen: choice.chosen, activeIndex, focused, onChoose, onMenu, onKeyDown };
}
