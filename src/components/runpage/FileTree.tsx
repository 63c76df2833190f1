import { useVirtualizer } from '@tanstack/react-virtual';
import type { KeyboardEvent } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ITreeRow } from '../../model/file_tree';
import { rowsOfTree } from '../../model/file_tree';
import { MiddleEllipsis } from '../basics';

const ROW_PX = 24;

export interface IFileTreeProps<T extends { path: string }> {
    label: string;
    files: readonly T[];
    current: string | null;
    onPick: (file: T) => void;
    note: (file: T) => string;
}

/** Files in their folders. Arrows go through it and open and close folders. */
export function FileTree<T extends { path: string }>(props: IFileTreeProps<T>): JSX.Element {
    const { label, files, current, onPick, note } = props;
    const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
    const [focused, setFocused] = useState<string | null>(null);
    const rows = useMemo(() => rowsOfTree(files, closed), [files, closed]);
    const frame = useRef<HTMLDivElement>(null);
    const virtual = useVirtualizer({
        count: rows.length,
        getScrollElement: () => frame.current,
        estimateSize: () => ROW_PX,
        overscan: 10
    });
    const reached = focused ?? current;
    const at = Math.max(
        0,
        rows.findIndex(row => row.path === reached)
    );

    useEffect(() => {
        if (focused !== null) {
            frame.current?.querySelector<HTMLElement>(`[data-index="${at}"]`)?.focus();
        }
    }, [focused, at]);

    const toggle = (path: string, open: boolean) =>
        setClosed(before => {
            const next = new Set(before);
            if (open) {
                next.delete(path);
            } else {
                next.add(path);
            }
            return next;
        });
    const pick = (row: ITreeRow<T>) => {
        setFocused(row.path);
        if (row.file) {
            onPick(row.file);
        } else {
            toggle(row.path, !row.open);
        }
    };
    const reach = (index: number) => {
        const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
        virtual.scrollToIndex(rows.indexOf(row));
        setFocused(row.path);
    };
    const reachFolder = (row: ITreeRow<T>) => {
        const folder = rows.findIndex(one => one.path === row.path.split('/').slice(0, -1).join('/'));
        if (folder >= 0) {
            reach(folder);
        }
    };
    const keys: Record<string, (row: ITreeRow<T>) => void> = {
        ArrowDown: () => reach(at + 1),
        ArrowUp: () => reach(at - 1),
        Home: () => reach(0),
        End: () => reach(rows.length - 1),
        Enter: pick,
        ' ': pick,
        ArrowRight: row => (row.file || row.open ? reach(at + 1) : toggle(row.path, true)),
        ArrowLeft: row => (!row.file && row.open ? toggle(row.path, false) : reachFolder(row))
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (keys[event.key] && rows[at] && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            keys[event.key](rows[at]);
        }
    };
    return (
        <div className="aml-side aml-filetree" ref={frame} role="tree" aria-label={label} onKeyDown={onKeyDown}>
            <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
                {virtual.getVirtualItems().map(({ index, start }) => {
                    const row = rows[index];
                    return (
                        <div
                            key={row.path}
                            data-index={index}
                            role="treeitem"
                            aria-level={row.depth + 1}
                            aria-expanded={row.file ? undefined : row.open}
                            aria-selected={row.path === current}
                            tabIndex={index === at ? 0 : -1}
                            style={{ top: start, height: ROW_PX, paddingLeft: 8 + 12 * row.depth }}
                            onClick={() => pick(row)}
                        >
                            <span className="aml-twist" aria-hidden="true">
                                {row.file ? '' : row.open ? '▾' : '▸'}
                            </span>
                            <MiddleEllipsis text={row.name} />
                            <span className="aml-side-note">{row.file ? note(row.file) : row.count}</span>
                        </div>
                    );
                })}
            </div>
        </div>
    );
}
