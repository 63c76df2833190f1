import type { RefObject } from 'react';
import { useEffect, useState } from 'react';

/** Whether an element is on the screen, or nearly: only then it is worth drawing. */
export function useInSight(ref: RefObject<Element>, margin = '150px'): boolean {
    const [inSight, setInSight] = useState(false);
    useEffect(() => {
        if (!ref.current) {
            return;
        }
        const observer = new IntersectionObserver(entries => setInSight(entries[entries.length - 1].isIntersecting), {
            rootMargin: margin
        });
        observer.observe(ref.current);
        return () => observer.disconnect();
    }, [ref, margin]);
    return inSight;
}
