import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { IProblem } from '../../schemas';

export interface ILoaded<T> {
    value: T | null;
    problem: IProblem | null;
    loading: boolean;
    reload: () => void;
}

/** Loads something, and again when the function or `step` changes; what was there stays until there is something newer. */
export function useLoad<T>(load: (() => Promise<T>) | null, step = ''): ILoaded<T> {
    const [state, setState] = useState<Omit<ILoaded<T>, 'reload'>>({ value: null, problem: null, loading: true });
    const era = useRef(0);
    const reload = useCallback(() => {
        const mine = ++era.current;
        const set = (change: Partial<ILoaded<T>>) => {
            if (mine === era.current) {
                setState(before => ({ ...before, ...change }));
            }
        };
        if (!load) {
            set({ value: null, problem: null, loading: false });
            return;
        }
        set({ loading: true });
        load().then(
            value => set({ value, problem: null, loading: false }),
            error => set({ problem: problemOf(error), loading: false })
        );
    }, [load]);
    useEffect(() => {
        reload();
        return () => {
            era.current += 1;
        };
    }, [reload, step]);
    return { ...state, reload };
}
