import type { KeyboardEvent } from 'react';
import { useCallback } from 'react';
import { indexAfter } from '../../model/selection';

/** Lets the arrow keys, Home and End move the focus among the elements of a short list. */
export function useArrowKeys(): (event: KeyboardEvent<HTMLElement>) => void {
    return useCallback(event => {
        const elements = [...event.currentTarget.querySelectorAll<HTMLElement>('[tabindex]')];
        const next = indexAfter(
            event.key,
            elements.indexOf(document.activeElement as HTMLElement),
            elements.length,
            10
        );
        if (next !== null) {
            event.preventDefault();
            elements[next].focus();
        }
    }, []);
}
