import type { ReactNode } from 'react';

function icon(shape: ReactNode): () => JSX.Element {
    const Icon = () => (
        <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden>
            {shape}
        </svg>
    );
    return Icon;
}

export const Twisty = icon(<path d="M6 4l4 4-4 4" strokeLinecap="round" strokeLinejoin="round" />);
export const Plus = icon(<path d="M8 3v10M3 8h10" strokeLinecap="round" />);
export const Cross = icon(<path d="M4.5 4.5l7 7M11.5 4.5l-7 7" strokeLinecap="round" />);
export const Funnel = icon(<path d="M2.5 3.5h11L9.4 8.4v4.1l-2.8-1.4V8.4z" strokeLinejoin="round" />);
export const Dots = icon(<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeLinecap="round" strokeWidth="2.2" />);
export const Columns = icon(<path d="M3 13V8M6.3 13V3M9.7 13V6M13 13V9.5" strokeLinecap="round" />);
