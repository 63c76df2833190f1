import type { RefObject } from 'react';
import { useEffect, useState } from 'react';

/** Whether an element is on the screen, or nearly, of a window that is not hidden: only then it is worth drawing, and asking for. */
export function useInSight(ref: RefObject<Element>, margin = '150px'): boolean {
    const [inSight, setInSight] = useState(false);
    useEffect(() => {
        if (!ref.current) {
            return;
        }
        let near = false;
        const look = () => setInSight(near && !document.hidden);
        const observer = new IntersectionObserver(
            entries => {
                near = entries[entries.length - 1].isIntersecting;
                look();
            },
            { rootMargin: margin }
        );
        observer.observe(ref.current);
        document.addEventListener('visibilitychange', look);
        return () => {
            observer.disconnect();
            document.removeEventListener('visibilitychange', look);
        };
    }, [ref, margin]);
    return inSight;
}
