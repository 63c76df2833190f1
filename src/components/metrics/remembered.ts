import { useCallback, useState } from 'react';

/** A state that the browser remembers, for all runs alike. */
export function useRemembered<T extends object>(key: string, initial: T): [T, (change: Partial<T>) => void] {
    const [state, setState] = useState<T>(() => ({ ...initial, ...read<T>(key) }));
    const change = useCallback(
        (part: Partial<T>) =>
            setState(before => {
                const after = { ...before, ...part };
                write(key, after);
                return after;
            }),
        [key]
    );
    return [state, change];
}

/** Storage may be forbidden or hold anything; then one begins as for the first time. */
function read<T>(key: string): Partial<T> {
    try {
        const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
        return typeof found === 'object' && found !== null ? (found as Partial<T>) : {};
    } catch {
        return {};
    }
}

function write(key: string, value: unknown): void {
    try {
        localStorage.setItem(key, JSON.stringify(value));
    } catch {
        return;
    }
}
