import { useEffect, useMemo } from 'react';
import type { LogText } from '../../model/log_lines';
import { LogSearch } from '../../model/log_search';
import { useStore } from '../basics/use_store';
import { useRunPage } from './context';

/** While a log grows it is searched again so often. */
const PAUSE_MS = 1500;

/** What was searched for, and the lines that look like errors; both keep up with what is written. */
export function useLogSearches(log: LogText): { search: LogSearch; errors: LogSearch } {
    const { service } = useRunPage();
    const [search, errors] = useMemo(() => {
        const find: ConstructorParameters<typeof LogSearch>[0] = query => service.searchLog(log.name, query);
        return [new LogSearch(find), new LogSearch(find)];
    }, [service, log]);
    useStore(search);
    useStore(errors);
    const { total, loaded } = log;
    useEffect(() => {
        if (!loaded) {
            return;
        }
        const again = () => {
            void errors.search({});
            if (search.query.text) {
                void search.search(search.query);
            }
        };
        const timer = setTimeout(again, errors.lines.length || total > 10_000 ? PAUSE_MS : 200);
        return () => clearTimeout(timer);
    }, [loaded, total, search, errors]);
    return { search, errors };
}
