import '../../style/form.css';
import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import { TransContext } from '../components/basics';
import { ComputeDialog } from '../components/compute/ComputeDialog';
import type { Compute } from '../schemas';
import type { IAml } from '../tokens';

/** The form in it knows what Enter does: the dialog would close. */
class FormDialog extends Dialog<unknown> {
    override handleEvent(event: Event): void {
        if (!(event instanceof KeyboardEvent && event.key === 'Enter')) {
            super.handleEvent(event);
        }
    }
}

/** Asks for a new compute target and makes it; null if that was given up. */
export async function createCompute(aml: IAml, translator: ITranslator): Promise<Compute | null> {
    const { api } = aml;
    const workspace = (aml.workspace ?? (await aml.refresh())).folder;
    const trans = translator.load('jupyterlab_aml');
    const kinds = await api.computeKinds();
    let made: Compute | null = null;
    const body = ReactWidget.create(
        <TransContext.Provider value={trans}>
            <ComputeDialog
                kinds={kinds}
                create={(name, type, settings) => api.createCompute(workspace, name, type, settings)}
                onDone={target => {
                    made = target;
                    dialog.dispose();
                }}
                onCancel={() => dialog.dispose()}
            />
        </TransContext.Provider>
    );
    body.addClass('aml-scope');
    const dialog = new FormDialog({
        title: trans.__('New compute target'),
        body,
        buttons: [],
        hasClose: true,
        focusNodeSelector: '.aml-form input'
    });
    // A dialog that is disposed of ends with an error; here that is how it closes.
    await dialog.launch().catch(() => undefined);
    return made;
}
