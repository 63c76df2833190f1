import type { ITranslator } from '@jupyterlab/translation';
import { ComputeDialog } from '../components/compute/ComputeDialog';
import type { Compute } from '../schemas';
import type { IAml } from '../tokens';
import { askForm } from './form_dialog';

/** Asks for a new compute target and makes it; null if that was given up. */
export async function createCompute(aml: IAml, translator: ITranslator): Promise<Compute | null> {
    const { api } = aml;
    const workspace = (aml.workspace ?? (await aml.refresh())).folder;
    const trans = translator.load('jupyterlab_aml');
    const kinds = await api.computeKinds();
    return askForm<Compute>(translator, trans.__('New compute target'), (onDone, onCancel) => (
        <ComputeDialog
            kinds={kinds}
            create={(name, type, settings) => api.createCompute(workspace, name, type, settings)}
            onDone={onDone}
            onCancel={onCancel}
        />
    ));
}
