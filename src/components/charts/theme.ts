/** Canvases do not follow style sheets: they are told when the theme changes, and read its colours anew. */

const listeners = new Set<() => void>();
let observer: MutationObserver | null = null;
let media: MediaQueryList | null = null;

function changed(): void {
    // The style sheet of a theme is there one frame after the attributes that name it.
    requestAnimationFrame(() => listeners.forEach(listener => listener()));
}

/** Calls the listener after each change of theme; returns how to stop that. */
export function onThemeChange(listener: () => void): () => void {
    listeners.add(listener);
    if (!observer) {
        observer = new MutationObserver(changed);
        for (const element of [document.documentElement, document.body]) {
            observer.observe(element, {
                attributeFilter: ['class', 'data-jp-theme-name', 'data-jp-theme-light', 'data-theme']
            });
        }
        media = window.matchMedia('(prefers-color-scheme: dark)');
        media.addEventListener('change', changed);
    }
    return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
            observer?.disconnect();
            media?.removeEventListener('change', changed);
            observer = media = null;
        }
    };
}

/** Reads colours of the theme where an element stands, each once until it is forgotten. */
export class ThemeColors {
    private readonly known = new Map<string, string>();

    constructor(private readonly element: Element) {}

    get(name: string): string {
        let color = this.known.get(name);
        if (color === undefined) {
            color = getComputedStyle(this.element).getPropertyValue(name).trim() || '#808080';
            this.known.set(name, color);
        }
        return color;
    }

    forget(): void {
        this.known.clear();
    }
}
