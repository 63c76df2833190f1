import type { ReactNode } from 'react';
import { useRemembered } from '../metrics/remembered';
import { Twisty } from './icons';

export interface ISectionProps {
    title: string;
    /** By which the browser remembers whether it is folded. */
    name: string;
    /** Whether it begins folded. */
    folded?: boolean;
    /** Stands at the right of the title. */
    note?: ReactNode;
    tools?: ReactNode;
    /** Takes the room that is left. */
    grows?: boolean;
    children: ReactNode;
}

/** A part of the sidebar that can be folded away. */
export function Section(props: ISectionProps): JSX.Element {
    const { title, name, folded = false, note, tools, grows = false, children } = props;
    const [{ open }, remember] = useRemembered(`jupyterlab_aml:section:${name}`, { open: !folded });
    return (
        <section className="aml-sb-section" data-open={open} data-grows={grows && open} aria-label={title}>
            <div className="aml-sb-section-head">
                <button
                    type="button"
                    className="aml-sb-section-title"
                    aria-expanded={open}
                    onClick={() => remember({ open: !open })}
                >
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
