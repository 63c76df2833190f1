import type { ReactNode } from 'react';
import { Twisty } from './icons';

export interface ISectionProps {
    title: string;
    open: boolean;
    onToggle: () => void;
    /** Stands at the right of the title. */
    note?: ReactNode;
    tools?: ReactNode;
    /** Takes the room that is left. */
    grows?: boolean;
    children: ReactNode;
}

/** A part of the sidebar that can be folded away. */
export function Section({ title, open, onToggle, note, tools, grows = false, children }: ISectionProps): JSX.Element {
    return (
        <section className="aml-sb-section" data-open={open} data-grows={grows && open} aria-label={title}>
            <div className="aml-sb-section-head">
                <button type="button" className="aml-sb-section-title" aria-expanded={open} onClick={onToggle}>
                    <span className="aml-twisty" data-open={open}>
                        <Twisty />
                    </span>
                    <span>{title}</span>
                    {note !== undefined && <span className="aml-sb-section-note">{note}</span>}
                </button>
                {tools}
            </div>
            {open && children}
        </section>
    );
}
