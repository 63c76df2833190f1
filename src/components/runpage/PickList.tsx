import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import { MiddleEllipsis } from '../basics';

export interface IPickItem {
    key: string;
    label: string;
    note?: string;
}

export interface IPickListProps {
    label: string;
    items: readonly IPickItem[];
    current: string | null;
    onPick: (key: string) => void;
}

/** A short list one of which is shown beside it; arrows go through it. */
export function PickList({ label, items, current, onPick }: IPickListProps): JSX.Element {
    const list = useRef<HTMLDivElement>(null);
    const onKeyDown = (event: KeyboardEvent) => {
        const at = items.findIndex(item => item.key === current);
        const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
        const next = items[Math.min(items.length - 1, Math.max(0, steps[event.key] ?? at))];
        if (event.key in steps && next) {
            event.preventDefault();
            onPick(next.key);
            list.current?.querySelectorAll<HTMLElement>('[role=option]')[items.indexOf(next)]?.focus();
        }
    };
    return (
        <div className="aml-side aml-picklist" role="listbox" aria-label={label} ref={list} onKeyDown={onKeyDown}>
            {items.map(item => (
                <div
                    key={item.key}
                    role="option"
                    aria-selected={item.key === current}
                    tabIndex={item.key === current ? 0 : -1}
                    onClick={() => onPick(item.key)}
                >
                    <MiddleEllipsis text={item.label} tail={12} />
                    {item.note && <span className="aml-side-note">{item.note}</span>}
                </div>
            ))}
        </div>
    );
}
