import '../../style/basics.css';
import '../../style/form.css';
import { Dialog } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { TransContext } from '../components/basics';

/** The form in it knows what Enter does: the dialog would close. */
class FormDialog extends Dialog<unknown> {
    override handleEvent(event: Event): void {
        if (!(event instanceof KeyboardEvent && event.key === 'Enter')) {
            super.handleEvent(event);
        }
    }
}

/** Shows a form with its own buttons in a dialog; returns what it made, null if that was given up. */
export async function askForm<T>(
    translator: ITranslator,
    title: string,
    form: (onDone: (made: T) => void, onCancel: () => void) => JSX.Element
): Promise<T | null> {
    let made: T | null = null;
    const done = (result: T) => {
        made = result;
        dialog.dispose();
    };
    const body = ReactWidget.create(
        <TransContext.Provider value={translator.load('jupyterlab_aml')}>
            {form(done, () => dialog.dispose())}
        </TransContext.Provider>
    );
    body.addClass('aml-scope');
    const dialog = new FormDialog({ title, body, buttons: [], hasClose: true, focusNodeSelector: '.aml-form input' });
    // A dialog that is disposed of ends with an error; here that is how it closes.
    await dialog.launch().catch(() => undefined);
    return made;
}
