/** What browsers have and jsdom has not. */
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

class Observer {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
}

Object.assign(globalThis, {
    ResizeObserver: Observer,
    IntersectionObserver: Observer,
    DragEvent: class extends Event {},
    requestIdleCallback: (callback: () => void) => setTimeout(callback),
    cancelIdleCallback: clearTimeout
});
window.matchMedia ??= ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined
})) as unknown as typeof window.matchMedia;
