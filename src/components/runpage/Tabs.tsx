import type { KeyboardEvent } from 'react';
import { useRef } from 'react';

export interface ITab<T extends string> {
    name: T;
    label: string;
    /** A small number or word beside the label. */
    note?: string;
}

export interface ITabsProps<T extends string> {
    tabs: readonly ITab<T>[];
    current: T;
    onChange: (name: T) => void;
    label: string;
    /** Begins the ids of tabs and of the panel they control. */
    prefix: string;
}

/** A list of tabs: arrows, Home and End go through it, and what is reached is shown. */
export function Tabs<T extends string>({ tabs, current, onChange, label, prefix }: ITabsProps<T>): JSX.Element {
    const list = useRef<HTMLDivElement>(null);
    const onKeyDown = (event: KeyboardEvent) => {
        const at = tabs.findIndex(tab => tab.name === current);
        const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
        if (event.key in steps) {
            event.preventDefault();
            const next = (steps[event.key] + tabs.length) % tabs.length;
            onChange(tabs[next].name);
            list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
        }
    };
    return (
        <div className="aml-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
            {tabs.map(tab => (
                <button
                    key={tab.name}
                    type="button"
                    role="tab"
                    id={`${prefix}-tab-${tab.name}`}
                    aria-controls={`${prefix}-panel`}
                    aria-selected={tab.name === current}
                    tabIndex={tab.name === current ? 0 : -1}
                    onClick={() => onChange(tab.name)}
                >
                    {tab.label}
                    {tab.note && <span className="aml-tab-note">{tab.note}</span>}
                </button>
            ))}
        </div>
    );
}
