import { useState } from 'react';
import { useTrans } from '../basics';

const SHOWN = 100;

/** A JSON value whose objects and lists open and close. */
export function JsonTree({ value }: { value: unknown }): JSX.Element {
    return (
        <div className="aml-json">
            <Node name={null} value={value} depth={0} />
        </div>
    );
}

function Node({ name, value, depth }: { name: string | null; value: unknown; depth: number }): JSX.Element {
    const trans = useTrans();
    const [open, setOpen] = useState(depth < 2);
    const [shown, setShown] = useState(SHOWN);
    const key = name !== null && <span className="aml-json-key">{name}: </span>;
    if (typeof value !== 'object' || value === null) {
        return (
            <div className="aml-json-leaf">
                {key}
                <span data-type={typeof value}>{JSON.stringify(value)}</span>
            </div>
        );
    }
    const list = Array.isArray(value);
    const items = Object.entries(value);
    return (
        <details open={open} onToggle={event => setOpen(event.currentTarget.open)}>
            <summary>
                {key}
                <span className="aml-side-note">{list ? `[${items.length}]` : `{${items.length}}`}</span>
            </summary>
            {open && (
                <div className="aml-json-inner">
                    {items.slice(0, shown).map(([inner, item]) => (
                        <Node key={inner} name={inner} value={item} depth={depth + 1} />
                    ))}
                    {items.length > shown && (
                        <button type="button" className="aml-link" onClick={() => setShown(shown + 10 * SHOWN)}>
                            {trans.__('%1 more', items.length - shown)}
                        </button>
                    )}
                </div>
            )}
        </details>
    );
}
