import { useTrans } from '../basics';
import { Dots, Plus } from './icons';
import type { ISidebarActions, ISidebarModel } from './model';

/** Which workspace it is, and the two doors out of the sidebar. */
export function Header({ model, actions }: { model: ISidebarModel; actions: ISidebarActions }): JSX.Element {
    const trans = useTrans();
    const { workspace, workspaces } = model;
    const where = workspace ? trans.__('Workspace %1 in %2', workspace.name, workspace.folder) : '';
    return (
        <div className="aml-sidebar-head">
            {workspaces.length > 1 ? (
                <select
                    className="aml-sb-workspace"
                    aria-label={trans.__('Workspace')}
                    title={where}
                    value={workspace?.folder}
                    onChange={event => actions.chooseWorkspace(event.target.value)}
                >
                    {workspaces.map(({ folder, name }) => (
                        <option key={folder} value={folder} title={folder}>
                            {name}
                        </option>
                    ))}
                </select>
            ) : (
                <span className="aml-sb-workspace" title={where}>
                    {workspace?.name ?? trans.__('Azure ML')}
                </span>
            )}
            <button
                type="button"
                className="aml-button aml-primary aml-sb-submit"
                title={trans.__('Submit a script, a notebook or a command as a run')}
                onClick={actions.submit}
            >
                <Plus />
                {trans.__('Submit')}
            </button>
            <button
                type="button"
                className="aml-sb-icon-button"
                aria-label={trans.__('More')}
                title={trans.__('More')}
                aria-haspopup="menu"
                onClick={event => actions.more(event.currentTarget)}
            >
                <Dots />
            </button>
        </div>
    );
}
