import type { RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Row } from '../../model/rows';

/** Keeps what is in sight where it is when lines come or go above it; at the very top new lines push it down. */
export function useAnchor(scroller: RefObject<HTMLElement>, rows: readonly Row[], height: number): void {
    const anchor = useRef<{ key: string; offset: number } | null>(null);
    const latest = useRef(rows);

    useLayoutEffect(() => {
        const element = scroller.current;
        latest.current = rows;
        if (!element || !anchor.current) {
            return;
        }
        const index = rows.findIndex(row => row.key === anchor.current?.key);
        const wanted = index * height + anchor.current.offset;
        if (index >= 0 && wanted !== element.scrollTop) {
            element.scrollTop = wanted;
        }
    }, [scroller, rows, height]);

    useEffect(() => {
        const element = scroller.current;
        const remember = () => {
            const top = element?.scrollTop ?? 0;
            const index = Math.floor(top / height);
            const row = latest.current[index];
            anchor.current = top > 0 && row ? { key: row.key, offset: top - index * height } : null;
        };
        element?.addEventListener('scroll', remember, { passive: true });
        return () => element?.removeEventListener('scroll', remember);
    }, [scroller, height]);
}
