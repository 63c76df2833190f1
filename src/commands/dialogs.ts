import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Tags } from './tags';
import { TagsBody } from './tags_body';

/** Asks before something that cannot be taken back. */
export async function confirm(
    trans: TranslationBundle,
    question: { title: string; body: string; ok: string }
): Promise<boolean> {
    const result = await showDialog({
        title: question.title,
        body: question.body,
        buttons: [Dialog.cancelButton({ label: trans.__('Keep') }), Dialog.warnButton({ label: question.ok })]
    });
    return result.button.accept;
}

/** Asks for a text; null if it was not given. */
export async function askText(title: string, text: string, label?: string): Promise<string | null> {
    const result = await InputDialog.getText({ title, text, label });
    return result.button.accept ? (result.value?.trim() ?? '') || null : null;
}

/** Asks for the tags of a run; null if they stay. */
export async function askTags(
    trans: TranslationBundle,
    name: string,
    tags: Record<string, string | null>
): Promise<Tags | null> {
    const result = await showDialog({
        title: trans.__('Tags of %1', name),
        body: new TagsBody(tags, trans),
        focusNodeSelector: '.aml-tags-rows input:placeholder-shown',
        buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Save') })]
    });
    return result.button.accept ? result.value : null;
}
