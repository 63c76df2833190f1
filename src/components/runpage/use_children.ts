import { useEffect, useMemo, useState } from 'react';
import { problemOf } from '../../model/problem';
import type { IProblem, Run } from '../../schemas';
import { useLive, useRunPage } from './context';

/** The stream tells of so many children, the newest ones. */
const LIVE = 1000;

export interface IChildren {
    children: readonly Run[];
    /** Why there are not all. */
    problem: IProblem | null;
}

/** The children of a run: the newest ones live, of very many the older ones as they were when the table was opened. */
export function useChildren(expected: number): IChildren {
    const { service } = useRunPage();
    const store = useLive({ parts: ['children'] });
    const [older, setOlder] = useState<readonly Run[]>([]);
    const [problem, setProblem] = useState<IProblem | null>(null);
    useEffect(() => {
        let left = false;
        const load = async () => {
            let cursor: string | null = null;
            let found: readonly Run[] = [];
            do {
                const page = await service.children(cursor);
                if (left) {
                    return;
                }
                found = [...found, ...page.runs];
                setOlder(found);
                cursor = page.next;
            } while (cursor);
        };
        if (expected > LIVE) {
            load().catch(error => setProblem(problemOf(error)));
        }
        return () => {
            left = true;
        };
    }, [service, expected]);
    const { version } = store;
    const children = useMemo(
        () => [...new Map([...older.map((run): [string, Run] => [run.id, run]), ...store.children]).values()],
        // The map of the store changes in place: its version tells that it did.
        // eslint-disable-next-line react-hooks/exhaustive-deps
        [older, store, version]
    );
    return { children, problem };
}
