import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import { isOffline } from '../../model/problem';
import { ErrorBox, useStore, useTrans } from '../basics';
import { AssetSection } from './AssetSection';
import { ComputeSection } from './ComputeSection';
import { ExperimentSection } from './ExperimentSection';
import { FILTER_CLASS, FilterBar } from './FilterBar';
import { Header } from './Header';
import type { ISidebarActions, ISidebarModel } from './model';
import { RunSection } from './RunSection';

export interface ISidebarProps {
    model: ISidebarModel;
    actions: ISidebarActions;
}

/** That what stands below may be old. */
function Away({ model }: { model: ISidebarModel }): JSX.Element | null {
    const problems = [useStore(model.runs).top.problem, useStore(model.compute).problem];
    const problem = problems.find(isOffline);
    return problem ? (
        <div className="aml-sb-away" role="status" title={problem.hint}>
            {problem.message}
        </div>
    ) : null;
}

const isTyping = (element: EventTarget): boolean =>
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement;

/** The workspace at a glance: where runs can run, and which there are. */
export function Sidebar({ model, actions }: ISidebarProps): JSX.Element {
    const trans = useTrans();
    const root = useRef<HTMLDivElement>(null);
    const { workspace, problem } = model;
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === '/' && !isTyping(event.target)) {
            event.preventDefault();
            root.current?.querySelector<HTMLElement>(`.${FILTER_CLASS}`)?.focus();
        }
    };
    return (
        <div ref={root} className="aml-scope aml-sidebar-body" onKeyDown={onKeyDown}>
            <Header model={model} actions={actions} />
            {!workspace && problem && <ErrorBox problem={problem} onRetry={actions.refresh} />}
            {!workspace && !problem && <div className="aml-sb-note">{trans.__('Looking for the workspace…')}</div>}
            {workspace?.problem && (
                <ErrorBox
                    problem={{
                        code: 'Workspace',
                        message: trans.__('The workspace in %1 cannot be read.', workspace.folder),
                        hint: workspace.problem
                    }}
                    onRetry={actions.refresh}
                />
            )}
            {workspace && !workspace.problem && (
                <>
                    <Away model={model} />
                    <FilterBar model={model} />
                    <ComputeSection model={model} actions={actions} />
                    <RunSection model={model} actions={actions} />
                    <ExperimentSection model={model} />
                    <AssetSection kind="data" title={trans.__('Data')} model={model} actions={actions} />
                    <AssetSection kind="models" title={trans.__('Models')} model={model} actions={actions} />
                    <AssetSection
                        kind="environments"
                        title={trans.__('Environments')}
                        model={model}
                        actions={actions}
                    />
                </>
            )}
        </div>
    );
}
