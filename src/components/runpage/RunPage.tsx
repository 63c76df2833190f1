import type { ComponentType } from 'react';
import { useCallback, useEffect, useState } from 'react';
import type { RunStore } from '../../model/run_store';
import type { Run, RunDetail } from '../../schemas';
import { Empty, ErrorBox, useTrans, Warnings } from '../basics';
import { MetricsView, MonitorView } from '../metrics';
import { ChildrenTab } from './ChildrenTab';
import { CodeTab } from './CodeTab';
import { RunPageContext, useLive, useRunPage } from './context';
import type { IRunPage } from './context';
import { Head } from './Head';
import { LogsTab } from './LogsTab';
import { Notices } from './Notices';
import { OutputsTab } from './OutputsTab';
import { Overview } from './Overview';
import { Tabs } from './Tabs';
import { Timeline } from './Timeline';
import type { ILoaded } from './use_load';
import { useLoad } from './use_load';

export const TAB_NAMES = ['overview', 'metrics', 'logs', 'outputs', 'code', 'children', 'monitor'] as const;
export type TabName = (typeof TAB_NAMES)[number];

/** A place on the page. */
export interface IGoTo {
    tab: TabName;
    path?: string;
    line?: number;
}

export interface IRunPageProps {
    page: IRunPage;
    /** Another number: what the record does not tell may have changed. */
    era?: number;
    tab: TabName;
    onTab: (tab: TabName) => void;
}

/** Everything about one run. */
export function RunPage({ page, era = 0, tab, onTab }: IRunPageProps): JSX.Element {
    return (
        <RunPageContext.Provider value={page}>
            <Page era={era} tab={tab} onTab={onTab} />
        </RunPageContext.Provider>
    );
}

function Page({ era, tab, onTab }: Omit<IRunPageProps, 'page'>): JSX.Element {
    const trans = useTrans();
    const store = useLive({ parts: ['record'] });
    const detail = useDetail(store, era);
    const [place, setPlace] = useState<IGoTo>({ tab });
    const run = store.record ?? detail.value?.run ?? null;
    if (!run) {
        const problem = store.problem ?? detail.problem;
        return problem ? (
            <ErrorBox problem={problem} onRetry={detail.reload} />
        ) : (
            <Empty title={store.gone ? trans.__('This run was deleted') : trans.__('Loading…')} />
        );
    }
    const goTo = (next: IGoTo) => {
        setPlace(next);
        onTab(next.tab);
    };
    const children = Math.max(detail.value?.children ?? 0, store.children.size);
    const tabs: { name: TabName; label: string; note?: string }[] = [
        { name: 'overview', label: trans.__('Overview') },
        { name: 'metrics', label: trans.__('Metrics') },
        { name: 'logs', label: trans.__('Logs') },
        { name: 'outputs', label: trans.__('Outputs') },
        { name: 'code', label: trans.__('Code') },
        { name: 'children', label: trans.__('Children'), note: children ? String(children) : undefined },
        { name: 'monitor', label: trans.__('Monitor') }
    ];
    const prefix = `aml-run-${run.id}`;
    const Content = CONTENTS[tab];
    return (
        <div className="aml-runpage">
            <Notices store={store} problem={detail.problem} onRetry={detail.reload} />
            <Head run={run} detail={detail.value} gone={store.gone} />
            <Warnings warnings={run.warnings} />
            <Timeline run={run} attempts={detail.value?.attempts ?? []} />
            <Tabs
                tabs={tabs}
                current={tab}
                onChange={name => goTo({ tab: name })}
                label={trans.__('Parts of the run')}
                prefix={prefix}
            />
            <div
                className="aml-tabpanel"
                role="tabpanel"
                id={`${prefix}-panel`}
                aria-labelledby={`${prefix}-tab-${tab}`}
                data-tab={tab}
            >
                <Content run={run} detail={detail.value} place={place} onGoTo={goTo} />
            </div>
        </div>
    );
}

export interface IContentProps {
    run: Run;
    detail: RunDetail | null;
    place: IGoTo;
    onGoTo: (place: IGoTo) => void;
}

function MetricsTab(): JSX.Element {
    return (
        <MetricsView store={useLive({ parts: ['metrics', 'series'], points: 1000 })} service={useRunPage().service} />
    );
}

function MonitorTab(): JSX.Element {
    return <MonitorView store={useLive({ parts: ['system'], points: 1000 })} />;
}

const CONTENTS: Record<TabName, ComponentType<IContentProps>> = {
    overview: Overview,
    metrics: MetricsTab,
    logs: LogsTab,
    outputs: OutputsTab,
    code: CodeTab,
    children: ChildrenTab,
    monitor: MonitorTab
};

/** What the record does not tell; asked for again when the run has come a step further, or the server is back. */
function useDetail({ record, problem }: RunStore, era = 0): ILoaded<RunDetail> {
    const { service } = useRunPage();
    const load = useCallback(() => service.detail(), [service]);
    const detail = useLoad(load, problem ? 'away' : String(era));
    const step = record && `${record.status} ${record.attempt}`;
    const known = detail.value && `${detail.value.run.status} ${detail.value.run.attempt}`;
    const { reload } = detail;
    // Once for each step, even if the answer is behind the stream.
    useEffect(() => {
        if (step && known && step !== known) {
            reload();
        }
    }, [step, known, reload]);
    return detail;
}
