import { useEffect, useState } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for everything that ticks; none while the page is hidden. */
function tick(): void {
    if (!document.hidden) {
        listeners.forEach(listener => listener());
    }
}

/** Returns the time in milliseconds, anew each second while `ticking`. */
export function useNow(ticking: boolean): number {
    const [now, setNow] = useState(Date.now);
    useEffect(() => {
        if (!ticking) {
            return;
        }
        const listener = () => setNow(Date.now());
        listener();
        listeners.add(listener);
        timer ??= setInterval(tick, 1000);
        return () => {
            listeners.delete(listener);
            if (listeners.size === 0) {
                clearInterval(timer);
                timer = undefined;
            }
        };
    }, [ticking]);
    return now;
}
