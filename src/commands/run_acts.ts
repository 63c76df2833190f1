/** What the commands about runs do; loaded with the first of them. */
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { nameInWords } from '../model/words';
import type { ICommandContext, ITarget } from './context';
import { nameOf } from './context';
import { askTags, askText, confirm } from './dialogs';
import type { ISelectedRun } from './selection';
import { tagChange } from './tags';
import { attempt, tellProblem } from './tell';

export type Act = (context: ICommandContext, target: ITarget) => Promise<unknown>;

export const cancel: Act = async ({ aml, trans }, target) => {
    const yes = await confirm(trans, {
        title: trans.__('Cancel %1?', nameOf(target, trans)),
        body: trans.__('What it has written so far is kept. It can be run again later.'),
        ok: trans.__('Cancel Run')
    });
    return yes && eachRun(trans, target, run => aml.api.actOnRun(target.workspace, run.id, 'cancel'));
};

export const retry: Act = ({ aml, trans }, target) =>
    eachRun(trans, target, run => aml.api.actOnRun(target.workspace, run.id, 'retry'));

export const remove: Act = async ({ aml, trans }, target) => {
    const yes = await confirm(trans, {
        title: trans.__('Delete %1?', nameOf(target, trans)),
        body: trans.__('Its metrics, logs, outputs and children are deleted with it. This cannot be undone.'),
        ok: trans.__('Delete')
    });
    return yes && eachRun(trans, target, run => aml.api.deleteRun(target.workspace, run.id));
};

export const rename: Act = ({ aml, trans }, { workspace, runs: [{ id }] }) =>
    attempt(trans, async () => {
        const { run } = await aml.api.run(workspace, id);
        const name = await askText(trans.__('Rename %1', nameInWords(run.display_name)), run.display_name);
        return name && name !== run.display_name && aml.api.editRun(workspace, id, { display_name: name });
    });

export const editTags: Act = ({ aml, trans }, { workspace, runs: [{ id }] }) =>
    attempt(trans, async () => {
        const { run } = await aml.api.run(workspace, id);
        const tags = await askTags(trans, nameInWords(run.display_name), run.tags);
        const change = tags && tagChange(run.tags, tags);
        return change && Object.keys(change).length && aml.api.editRun(workspace, id, { tags: change });
    });

export const copyLine: Act = ({ aml, trans }, { workspace, runs }) =>
    attempt(trans, async () => {
        const { submit_line } = await aml.api.run(workspace, runs[0].id);
        if (!submit_line) {
            throw new Error(
                trans.__('No line makes such a run: a program that runs by itself made it. Copy its id instead.')
            );
        }
        Clipboard.copyToSystem(submit_line);
    });

export const copyId: Act = async (_, { runs }) => Clipboard.copyToSystem(runs.map(run => run.id).join('\n'));

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
