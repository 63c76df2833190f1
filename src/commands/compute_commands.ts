import { Commands } from '../tokens';
import type { Args, ICommandContext } from './context';
import { computeOf, described } from './context';
import { attempt } from './tell';

/** What can be done with compute targets. */
export function addComputeCommands(context: ICommandContext): void {
    const { aml, commands, trans } = context;

    const add = (
        id: string,
        label: string,
        caption: string,
        act: (workspace: string, name: string) => Promise<unknown>
    ): void => {
        commands.addCommand(id, {
            label,
            caption,
            describedBy: described('COMPUTE'),
            isEnabled: args => computeOf(context, args) !== null,
            execute: async (args: Args) => {
                const target = computeOf(context, args);
                if (target && (await attempt(trans, () => act(target.workspace, target.name)))) {
                    await attempt(trans, () => aml.refresh());
                }
            }
        });
    };

    add(
        Commands.startCompute,
        trans.__('Start Compute Target'),
        trans.__('Let runs begin there again'),
        (workspace, name) => aml.api.actOnCompute(workspace, name, 'start')
    );
    add(
        Commands.stopCompute,
        trans.__('Stop Compute Target'),
        trans.__('What runs goes on, what is queued waits'),
        (workspace, name) => aml.api.actOnCompute(workspace, name, 'stop')
    );
    add(
        Commands.setDefaultCompute,
        trans.__('Use Compute Target by Default'),
        trans.__('Runs that name no compute target go there'),
        (workspace, name) => aml.api.actOnCompute(workspace, name, 'default')
    );
    add(
        Commands.deleteCompute,
        trans.__('Delete Compute Target'),
        trans.__('Delete or detach it; its runs stay'),
        async (workspace, name) => {
            const { confirm } = await import('./dialogs');
            const yes = await confirm(trans, {
                title: trans.__('Delete the compute target %1?', name),
                body: trans.__('Its runs stay. It is refused while a run there has not ended.'),
                ok: trans.__('Delete')
            });
            return yes && aml.api.deleteCompute(workspace, name);
        }
    );
}
