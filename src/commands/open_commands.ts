import { Commands } from '../tokens';
import type { ICommandContext, ITarget } from './context';
import { described, runsOf, runsOfSoon } from './context';
import type { IFiles } from './files';
import { submissionOf } from './files';
import { attempt } from './tell';
import { logoIcon } from '../panels/logo';

/** What opens a page. */
export function addOpenCommands(context: ICommandContext, files: IFiles): void {
    const { aml, commands, panels, trans } = context;
    const only = (target: ITarget | null) =>
        target?.runs.length === 1 ? { workspace: target.workspace, run: target.runs[0].id } : null;

    commands.addCommand(Commands.openRun, {
        label: trans.__('Open Run'),
        caption: trans.__('Show the page of the run'),
        icon: logoIcon,
        describedBy: described('OPEN_RUN'),
        isEnabled: args => only(runsOf(context, args)) !== null,
        execute: async args => {
            const target = only(await runsOfSoon(context, args));
            const [tab, title] = [args.tab, args.title] as (string | undefined)[];
            return target && panels.openRun(target.workspace, target.run, tab ?? undefined, title);
        }
    });
    commands.addCommand(Commands.compare, {
        label: trans.__('Compare Runs'),
        caption: trans.__('Show the chosen runs on one page'),
        describedBy: described('RUN'),
        isEnabled: args => runsOf(context, args) !== null,
        execute: async args => {
            const target = await runsOfSoon(context, args);
            const ids = target?.runs.map(run => run.id);
            return target && ids && panels.compare(target.workspace, ids, args.page as string | undefined);
        }
    });
    commands.addCommand(Commands.submit, {
        label: args => (args.from === undefined ? trans.__('Submit a Run') : trans.__('Submit as Run…')),
        caption: trans.__('Run a script, a notebook or a command on a compute target'),
        icon: logoIcon,
        describedBy: described('SUBMIT'),
        isVisible: args => args.from !== 'browser' || files.selected() !== null,
        execute: async args => {
            await attempt(trans, async () => panels.submit(await submissionOf(args, files)));
        }
    });
    commands.addCommand(Commands.submitAgain, {
        label: trans.__('Submit Again with Changes…'),
        caption: trans.__('Open the submission form with the code and settings of this run'),
        describedBy: described('RUN'),
        isEnabled: args => only(runsOf(context, args)) !== null,
        execute: async args => {
            const target = only(await runsOfSoon(context, args));
            await attempt(trans, async () => {
                if (target) {
                    const { fields } = await aml.api.run(target.workspace, target.run);
                    await panels.submit({
                        workspace: target.workspace,
                        folder: files.folder(),
                        fields,
                        resubmit: target.run
                    });
                }
            });
        }
    });
    commands.addCommand(Commands.refresh, {
        label: trans.__('Refresh Runs and Compute Targets'),
        caption: trans.__('Look at the workspace anew'),
        describedBy: described('NONE'),
        execute: () => attempt(trans, () => aml.refresh())
    });
}
