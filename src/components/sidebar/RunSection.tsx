import { isOffline } from '../../model/problem';
import { EVERY_RUN, narrows } from '../../model/run_filter';
import { Empty, ErrorBox, useStore, useTrans } from '../basics';
import type { ISidebarActions, ISidebarModel } from './model';
import { RunTree } from './RunTree';
import { Section } from './Section';

/** The runs of the workspace, or what there is to say instead of them. */
export function RunSection({ model, actions }: { model: ISidebarModel; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    const { active, top, filter } = useStore(model.runs);
    const narrow = narrows(filter) && top.loaded ? trans._n('%1 found', '%1 found', top.total) : null;
    const note = [narrow, active > 0 ? trans.__('%1 active', active) : null].filter(Boolean).join(' · ');
    return (
        <Section title={trans.__('Runs')} name="runs" note={note} grows>
            <div className="aml-sb-loading" data-on={top.loading && top.loaded} />
            {top.problem && !(isOffline(top.problem) && top.loaded) && (
                <ErrorBox problem={top.problem} onRetry={() => void model.runs.refresh()} />
            )}
            {top.runs.length > 0 ? (
                <RunTree runs={model.runs} actions={actions} />
            ) : (
                !top.problem && <NoRuns model={model} actions={actions} />
            )}
        </Section>
    );
}

function NoRuns({ model, actions }: { model: ISidebarModel; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    const { top, filter } = model.runs;
    if (!top.loaded) {
        return <div className="aml-sb-note">{trans.__('Loading runs…')}</div>;
    }
    if (narrows(filter)) {
        const showAll = () => model.runs.setFilter({ ...EVERY_RUN, children: filter.children });
        return (
            <Empty
                title={trans.__('No run fits the filter')}
                action={
                    <button type="button" className="aml-button" onClick={showAll}>
                        {trans.__('Show all runs')}
                    </button>
                }
            />
        );
    }
    return (
        <Empty
            title={trans.__('No runs yet')}
            action={
                <button type="button" className="aml-button aml-primary" onClick={actions.submit}>
                    {trans.__('Submit a run')}
                </button>
            }
        >
            {trans.__(
                'A run is one execution of a script, a notebook or a command, with its code, metrics, logs and outputs.'
            )}
        </Empty>
    );
}
