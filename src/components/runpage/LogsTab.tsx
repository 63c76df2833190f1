import { useCallback, useState } from 'react';
import type { IWant } from '../../model/live_run';
import { currentLog, failedRank, PRINTED } from '../../model/log_names';
import { isFinal } from '../../schemas';
import { Empty, ErrorBox, formatBytes, useTrans } from '../basics';
import { useLive, useRunPage } from './context';
import { LogView } from './LogView';
import { PickList } from './PickList';
import type { IContentProps } from './RunPage';
import { useLoad } from './use_load';

/** All logs of a run: files left, the text right. */
export function LogsTab({ run, detail }: IContentProps): JSX.Element {
    const trans = useTrans();
    const { service } = useRunPage();
    const load = useCallback(() => service.logs(), [service]);
    // Other logs appear as the run goes on.
    const logs = useLoad(load, `${run.status} ${run.attempt}`);
    const files = logs.value ?? detail?.logs ?? [];
    useNews(!isFinal(run.status) && !files.some(file => file.path === PRINTED), logs.reload);
    const [chosen, setChosen] = useState<string | null>(null);
    const [sizes, setSizes] = useState<Record<string, number>>({});
    const name = files.some(file => file.path === chosen) ? chosen : currentLog(files, failedRank(run));

    const onSize = useCallback(
        (path: string, size: number) => setSizes(known => (known[path] === size ? known : { ...known, [path]: size })),
        []
    );

    if (logs.problem && files.length === 0) {
        return <ErrorBox problem={logs.problem} onRetry={logs.reload} />;
    }
    if (!name) {
        return (
            <Empty title={logs.loading ? trans.__('Loading…') : trans.__('No log yet')}>
                {trans.__('What the script prints appears here as it comes.')}
            </Empty>
        );
    }
    return (
        <div className="aml-split">
            <PickList
                label={trans.__('Logs')}
                items={files.map(file => ({
                    key: file.path,
                    label: file.path,
                    note:
                        formatBytes(sizes[file.path] ?? file.size) +
                        (file.attempt && file.attempt !== run.attempt ? trans.__(', attempt %1', file.attempt) : '')
                }))}
                current={name}
                onPick={setChosen}
            />
            <LogView key={name} name={name} run={run} onSize={onSize} />
        </div>
    );
}

/** Looks again with each piece of news, as long as it waits for something. */
function useNews(waits: boolean, look: () => void): void {
    const onUpdates = useCallback<NonNullable<IWant['onUpdates']>>(
        updates => {
            if (waits && updates.some(update => update.record)) {
                look();
            }
        },
        [waits, look]
    );
    useLive({ parts: ['record'], onUpdates });
}
