import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { RunList } from '../../model/run_list';
import { useStore, useTrans } from '../basics';
import { goesOf } from './headline';
import type { ISidebarActions } from './model';
import { NoteRow } from './NoteRow';
import { RunRow } from './RunRow';
import { useAnchor } from './use_anchor';
import { useRunChoice } from './use_run_choice';

/** The height of a line in pixels; style/sidebar.css has it too. */
export const ROW_HEIGHT = 24;
/** Lines before the end at which the next page is asked for. */
const AHEAD = 40;

/** The runs as a tree; only the lines in sight are in the page. */
export function RunTree({ runs, actions }: { runs: RunList; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    const { rows } = useStore(runs);
    const scroller = useRef<HTMLDivElement>(null);
    const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const choice = useRunChoice({ runs, rows, actions, page });
    const activeIndex = choice.activeIndex;

    const virtualizer = useVirtualizer({
        count: rows.length,
        getScrollElement: () => scroller.current,
        estimateSize: () => ROW_HEIGHT,
        getItemKey: index => rows[index].key,
        overscan: 8,
        useFlushSync: false,
        // The line with the focus stays in the page, or the focus would be lost by scrolling.
        rangeExtractor: range => {
            const shown = defaultRangeExtractor(range);
            return activeIndex < 0 || shown.includes(activeIndex)
                ? shown
                : [...shown, activeIndex].sort((a, b) => a - b);
        }
    });
    useAnchor(scroller, rows, ROW_HEIGHT);

    const items = virtualizer.getVirtualItems();
    const first = virtualizer.range?.startIndex ?? 0;
    const last = virtualizer.range?.endIndex ?? 0;
    const seen = useMemo(
        () => rows.slice(first, last + 1).flatMap(row => (row.kind === 'run' ? [row.run.id] : [])),
        [rows, first, last]
    );
    useEffect(() => runs.see(seen), [runs, seen]);
    useEffect(() => {
        if (last >= rows.length - AHEAD) {
            void runs.more();
        }
    }, [runs, last, rows.length]);

    const focused = choice.focused;
    useEffect(() => {
        if (focused !== null && activeIndex >= 0) {
            virtualizer.scrollToIndex(activeIndex);
            const lines = scroller.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [];
            const element = [...lines].find(line => line.dataset.key === focused.key);
            element?.focus({ preventScroll: true });
        }
        // Only when the keyboard moved, not when the list did.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [focused]);

    const measured = useMemo(() => rows.some(row => row.kind === 'run' && goesOf(row.run)), [rows]);
    const toggle = useCallback((run: string, open: boolean) => void runs.toggle(run, open), [runs]);
    return (
        <div
            ref={scroller}
            className="aml-run-tree"
            role="tree"
            aria-multiselectable
            aria-label={trans.__('Runs')}
            data-measured={measured}
            onKeyDown={choice.onKeyDown}
        >
            <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
                {items.map(({ index, key, start }) => {
                    const row = rows[index];
                    return row.kind === 'run' ? (
                        <RunRow
                            key={key}
                            row={row}
                            top={start}
                            chosen={choice.chosen.has(row.key)}
                            focusable={index === Math.max(0, activeIndex)}
                            trend={runs.trends.of(row.run.id)}
                            onChoose={choice.onChoose}
                            onMenu={choice.onMenu}
                            onOpen={actions.open}
                            onCurve={actions.curve}
                            onToggle={toggle}
                        />
                    ) : (
                        <NoteRow key={key} row={row} top={start} runs={runs} />
                    );
                })}
            </div>
        </div>
    );
}
