/** Something views read and are told of changes of, by the terms of `useSyncExternalStore`. */
export class Store {
    version = 0;
    private readonly listeners = new Set<() => void>();

    /** Calls the listener after each change; returns how to stop that. */
    subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    getVersion = (): number => this.version;

    protected changed(): void {
        this.version += 1;
        [...this.listeners].forEach(listener => listener());
    }
}
