import type { TranslationBundle } from '@jupyterlab/translation';
import { Clipboard } from '@jupyterlab/apputils';
import { nameInWords } from '../model/words';
import { isFinal } from '../schemas';
import { Commands } from '../tokens';
import type { Args, ICommandContext, ITarget } from './context';
import { nameOf, RUN_ARGS, runsOf, runsOfSoon } from './context';
import type { ISelectedRun } from './selection';
import { attempt, tellProblem } from './tell';

const canEnd = (run: ISelectedRun) => run.status === undefined || !isFinal(run.status);
const hasEnded = (run: ISelectedRun) => run.status === undefined || isFinal(run.status);

/** What can be done with runs that are there. */
export function addRunCommands(context: ICommandContext): void {
    const { aml, commands, trans } = context;

    /** Adds a command that is there for one run or for several. */
    const add = (
        id: string,
        options: {
            label: string;
            caption: string;
            iconClass?: string;
            several?: boolean;
            fits?: (run: ISelectedRun) => boolean;
            execute: (target: ITarget) => Promise<unknown>;
        }
    ): void => {
        const { label, caption, several = false, fits = () => true } = options;
        const possible = (target: ITarget | null): target is ITarget =>
            target !== null && (several || target.runs.length === 1) && target.runs.every(fits);
        commands.addCommand(id, {
            label,
            caption,
            describedBy: { args: RUN_ARGS },
            isEnabled: args => possible(runsOf(context, args)),
            execute: async (args: Args) => {
                const target = await runsOfSoon(context, args);
                return target && options.execute(target);
            }
        });
    };

    add(Commands.cancel, {
        label: trans.__('Cancel Run'),
        caption: trans.__('Ask for the end of the run'),
        several: true,
        fits: canEnd,
        execute: async target => {
            const { confirm } = await import('./dialogs');
            const yes = await confirm(trans, {
                title: trans.__('Cancel %1?', nameOf(target, trans)),
                body: trans.__('What it has written so far is kept. It can be run again later.'),
                ok: trans.__('Cancel Run')
            });
            return yes && eachRun(trans, target, run => aml.api.actOnRun(target.workspace, run.id, 'cancel'));
        }
    });
    add(Commands.retry, {
        label: trans.__('Retry Run'),
        caption: trans.__('Run it once more, with the same code and settings'),
        several: true,
        fits: hasEnded,
        execute: target => eachRun(trans, target, run => aml.api.actOnRun(target.workspace, run.id, 'retry'))
    });
    add(Commands.deleteRun, {
        label: trans.__('Delete Run'),
        caption: trans.__('Delete the run with its children and files'),
        several: true,
        fits: hasEnded,
        execute: async target => {
            const { confirm } = await import('./dialogs');
            const yes = await confirm(trans, {
                title: trans.__('Delete %1?', nameOf(target, trans)),
                body: trans.__('Its metrics, logs, outputs and children are deleted with it. This cannot be undone.'),
                ok: trans.__('Delete')
            });
            return yes && eachRun(trans, target, run => aml.api.deleteRun(target.workspace, run.id));
        }
    });
    add(Commands.rename, {
        label: trans.__('Rename Run…'),
        caption: trans.__('Change the display name of the run'),
        execute: async ({ workspace, runs: [{ id }] }) =>
            attempt(trans, async () => {
                const { run } = await aml.api.run(workspace, id);
                const { askText } = await import('./dialogs');
                const name = await askText(trans.__('Rename %1', nameInWords(run.display_name)), run.display_name);
                return name && name !== run.display_name && aml.api.editRun(workspace, id, { display_name: name });
            })
    });
    add(Commands.editTags, {
        label: trans.__('Edit Tags…'),
        caption: trans.__('Add, change and remove the tags of the run'),
        execute: async ({ workspace, runs: [{ id }] }) =>
            attempt(trans, async () => {
                const { run } = await aml.api.run(workspace, id);
                const [{ askTags }, { tagChange }] = await Promise.all([import('./dialogs'), import('./tags')]);
                const tags = await askTags(trans, nameInWords(run.display_name), run.tags);
                const change = tags && tagChange(run.tags, tags);
                return change && Object.keys(change).length && aml.api.editRun(workspace, id, { tags: change });
            })
    });
    add(Commands.copyLine, {
        label: trans.__('Copy the %aml Line'),
        caption: trans.__('Copy the line that submits such a run from a notebook'),
        execute: ({ workspace, runs }) =>
            attempt(trans, async () => {
                const { submit_line } = await aml.api.run(workspace, runs[0].id);
                if (!submit_line) {
                    throw new Error(
                        trans.__(
                            'No line makes such a run: a program that runs by itself made it. Copy its id instead.'
                        )
                    );
                }
                Clipboard.copyToSystem(submit_line);
            })
    });
    add(Commands.copyId, {
        label: trans.__('Copy Run Id'),
        caption: trans.__('Copy the id of the run'),
        several: true,
        execute: async ({ runs }) => Clipboard.copyToSystem(runs.map(run => run.id).join('\n'))
    });
}

/** Does the same with each run; one that is refused does not keep the others from it. */
async function eachRun(
    trans: TranslationBundle,
    target: ITarget,
    action: (run: ISelectedRun) => Promise<unknown>
): Promise<void> {
    const results = await Promise.allSettled(target.runs.map(action));
    const failed = results.find(result => result.status === 'rejected');
    if (failed) {
        tellProblem(trans, failed.reason);
    }
}
