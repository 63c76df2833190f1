import { isFinal } from '../schemas';
import { Commands } from '../tokens';
import type { Args, ICommandContext, ITarget } from './context';
import { described, runsOf, runsOfSoon } from './context';
import type { ISelectedRun } from './selection';

type Acts = typeof import('./run_acts');

const canEnd = (run: ISelectedRun) => run.status === undefined || !isFinal(run.status);
const hasEnded = (run: ISelectedRun) => run.status === undefined || isFinal(run.status);

/** What can be done with runs that are there. */
export function addRunCommands(context: ICommandContext): void {
    const { commands, trans } = context;

    /** Adds a command that is there for one run or for several. */
    const add = (
        id: string,
        act: keyof Acts,
        options: {
            label: string;
            caption: string;
            several?: boolean;
            fits?: (run: ISelectedRun) => boolean;
        }
    ): void => {
        const { label, caption, several = false, fits = () => true } = options;
        const possible = (target: ITarget | null): target is ITarget =>
            target !== null && (several || target.runs.length === 1) && target.runs.every(fits);
        commands.addCommand(id, {
            label,
            caption,
            describedBy: described('RUN'),
            isEnabled: args => possible(runsOf(context, args)),
            execute: async (args: Args) => {
                const target = await runsOfSoon(context, args);
                return target && (await import('./run_acts'))[act](context, target);
            }
        });
    };

    add(Commands.cancel, 'cancel', {
        label: trans.__('Cancel Run'),
        caption: trans.__('Ask for the end of the run'),
        several: true,
        fits: canEnd
    });
    add(Commands.retry, 'retry', {
        label: trans.__('Retry Run'),
        caption: trans.__('Run it once more, with the same code and settings'),
        several: true,
        fits: hasEnded
    });
    add(Commands.deleteRun, 'remove', {
        label: trans.__('Delete Run'),
        caption: trans.__('Delete the run with its children and files'),
        several: true,
        fits: hasEnded
    });
    add(Commands.rename, 'rename', {
        label: trans.__('Rename Run…'),
        caption: trans.__('Change the display name of the run')
    });
    add(Commands.editTags, 'editTags', {
        label: trans.__('Edit Tags…'),
        caption: trans.__('Add, change and remove the tags of the run')
    });
    add(Commands.copyLine, 'copyLine', {
        label: trans.__('Copy the %aml Line'),
        caption: trans.__('Copy the line that submits such a run from a notebook')
    });
    add(Commands.copyId, 'copyId', {
        label: trans.__('Copy Run Id'),
        caption: trans.__('Copy the id of the run'),
        several: true
    });
}
