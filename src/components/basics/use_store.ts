import { useSyncExternalStore } from 'react';
import type { Store } from '../../model/store';

/** Renders anew when the store changes. */
export function useStore<T extends Store>(store: T): T {
    useSyncExternalStore(store.subscribe, store.getVersion);
    return store;
}
