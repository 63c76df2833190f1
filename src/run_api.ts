import type { Api } from './api';
import { part, parts } from './api';
import type { ILogHits, IRunService } from './model/run_service';
import type { File } from './schemas';

/** The routes about one run, apart from the others because nobody needs them when the lab starts. */
export function runService(api: Api, workspace: string, run: string): IRunService {
    const path = (rest: string) => `runs/${part(run)}/${rest}`;
    const get = <T>(rest: string, query: object = {}): Promise<T> =>
        api.send('GET', path(rest), { workspace, ...query });
    const fileUrl = (file: string, download = false): string =>
        api.url(path(`files/${parts(file)}`), { workspace, download: download || undefined, token: api.token });
    return {
        detail: () => api.run(workspace, run),
        edit: change => api.editRun(workspace, run, change),
        logs: async () => (await get<{ logs: File[] }>('logs')).logs,
        logLines: (name, line, count) => get('log', { name, line, count }),
        searchLog: (name, query) => get<ILogHits>('log/search', { name, ...query }),
        files: cursor => get('files', { cursor }),
        fileText: async (file, bytes) => {
            const range = { Range: `bytes=0-${bytes - 1}` };
            return (await api.raw('GET', path(`files/${parts(file)}`), { workspace }, range)).text();
        },
        fileUrl,
        series: query => api.series(workspace, run, query),
        imageUrl: file => fileUrl(file),
        snapshot: () => get('snapshot'),
        snapshotText: async file => (await api.raw('GET', path(`snapshot/${parts(file)}`), { workspace })).text(),
        diff: against => get('diff', { against }),
        children: cursor => api.runs(workspace, { parent: run, limit: 1000, cursor }),
        recent: async () =>
            (await api.runs(workspace, { limit: 30, children: true })).runs.filter(other => other.id !== run)
    };
}
