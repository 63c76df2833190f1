import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { AssetKind, IAssetRef, Listed } from '../../model/assets';
import { indexAfter } from '../../model/selection';
import { AssetRow } from './AssetRow';
import type { ISidebarActions } from './model';
import { ROW_HEIGHT } from './RunTree';

export interface IAssetListProps {
    kind: AssetKind;
    title: string;
    items: readonly Listed[];
    actions: ISidebarActions;
}

const PAGE = 10;

/** The lines; only those in sight are in the page. */
export function AssetList({ kind, title, items, actions }: IAssetListProps): JSX.Element {
    const scroller = useRef<HTMLUListElement>(null);
    const [active, setActive] = useState('');
    /** A new object each time the keyboard moved. */
    const [moved, setMoved] = useState<object | null>(null);
    const at = Math.max(
        0,
        items.findIndex(({ name }) => name === active)
    );
    const virtual = useVirtualizer({
        count: items.length,
        getScrollElement: () => scroller.current,
        estimateSize: () => ROW_HEIGHT,
        getItemKey: index => items[index].name,
        overscan: 8,
        useFlushSync: false,
        // The line with the focus stays in the page, or the focus would be lost by scrolling.
        rangeExtractor: range => [...new Set([...defaultRangeExtractor(range), at])].sort((a, b) => a - b)
    });
    const asset = (index: number): IAssetRef => ({ kind, name: items[index].name, version: items[index].version });
    const choose = (index: number) => {
        setActive(items[index].name);
        actions.chooseAsset(asset(index));
    };
    useEffect(() => {
        if (moved) {
            virtual.scrollToIndex(at);
            scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"]`)?.focus({ preventScroll: true });
        }
        // Only when the keyboard moved, not when the list did.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [moved]);
    const onKeyDown = (event: KeyboardEvent) => {
        const next = indexAfter(event.key, at, items.length, PAGE);
        if (next !== null) {
            choose(next);
            setMoved({});
        } else if (event.key === 'Enter') {
            actions.openAsset(asset(at));
        } else if (event.key === 'Delete') {
            actions.deleteAsset(asset(at));
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    };
    return (
        <ul ref={scroller} className="aml-sb-rows aml-asset-rows" aria-label={title} onKeyDown={onKeyDown}>
            <li role="presentation" style={{ height: virtual.getTotalSize() }} />
            {virtual.getVirtualItems().map(({ index, start }) => (
                <AssetRow
                    key={items[index].name}
                    kind={kind}
                    asset={items[index]}
                    index={index}
                    count={items.length}
                    top={start}
                    focusable={index === at}
                    chosen={items[index].name === active}
                    onChoose={choose}
                    onOpen={() => actions.openAsset(asset(index))}
                />
            ))}
        </ul>
    );
}
