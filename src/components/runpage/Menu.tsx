import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';

export interface IMenuItem {
    label: string;
    onSelect: () => void;
    disabled?: boolean;
}

/** A button with a menu of what is done less often. */
export function Menu({ label, items, children }: { label: string; items: readonly IMenuItem[]; children: ReactNode }) {
    const [open, setOpen] = useState(false);
    const frame = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);

    useEffect(() => {
        if (!open) {
            return;
        }
        frame.current?.querySelector<HTMLElement>('[role=menuitem]:not(:disabled)')?.focus();
        const outside = (event: Event) => {
            if (!frame.current?.contains(event.target as Node)) {
                setOpen(false);
            }
        };
        document.addEventListener('pointerdown', outside);
        return () => document.removeEventListener('pointerdown', outside);
    }, [open]);

    const close = () => {
        setOpen(false);
        button.current?.focus();
    };
    const onKeyDown = (event: KeyboardEvent) => {
        const all = [...(frame.current?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? [])];
        const at = all.indexOf(document.activeElement as HTMLElement);
        const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
        if (event.key === 'Escape' && open) {
            event.stopPropagation();
            close();
        } else if (event.key === 'Tab') {
            setOpen(false);
        } else if (event.key in steps) {
            event.preventDefault();
            if (open) {
                all[(steps[event.key] + all.length) % all.length]?.focus();
            } else {
                setOpen(true);
            }
        }
    };
    return (
        <div className="aml-menu" ref={frame} onKeyDown={onKeyDown}>
            <button
                type="button"
                ref={button}
                className="aml-button"
                aria-haspopup="menu"
                aria-expanded={open}
                aria-label={label}
                title={label}
                onClick={() => setOpen(!open)}
            >
                {children}
            </button>
            {open && (
                <div className="aml-menu-list" role="menu" aria-label={label}>
                    {items.map(item => (
                        <button
                            key={item.label}
                            type="button"
                            role="menuitem"
                            tabIndex={-1}
                            disabled={item.disabled}
                            onClick={() => {
                                close();
                                item.onSelect();
                            }}
                        >
                            {item.label}
                        </button>
                    ))}
                </div>
            )}
        </div>
    );
}
