import type { ReactNode } from 'react';

export interface IToggleProps {
    on: boolean;
    onChange: (on: boolean) => void;
    /** What it does, on hover and for those who cannot see it. */
    label: string;
    children: ReactNode;
}

/** A button that stays pressed. */
export function Toggle({ on, onChange, label, children }: IToggleProps): JSX.Element {
    return (
        <button
            type="button"
            className="aml-button aml-toggle"
            aria-pressed={on}
            title={label}
            onClick={() => onChange(!on)}
        >
            {children}
        </button>
    );
}
