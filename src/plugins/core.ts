import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Api } from '../api';
import { ApiError, problemOf } from '../model/problem';
import type { IProblem } from '../schemas';
import { IAml } from '../tokens';
import { VERSION } from '../version';
import { Aml } from './aml';

/** Time between two looks whether a lost server is back. */
const LOST_PAUSE_MS = 3000;

const NO_EXTENSION = 'NoExtension';

/** Gives the other plugins the server, and says once if it does not fit. */
export const core: JupyterFrontEndPlugin<IAml> = {
    id: 'jupyterlab_aml:core',
    description: 'Provides the runs and compute targets of the workspace.',
    autoStart: true,
    requires: [ITranslator],
    provides: IAml,
    activate: (app: JupyterFrontEnd, translator: ITranslator): IAml => {
        const trans = translator.load('jupyterlab_aml');
        const { serviceManager } = app;
        const aml = new Aml(new Api(serviceManager.serverSettings), error => explain(error, trans));
        serviceManager.events.stream.connect((_, event) => aml.receive(event));
        watchConnection(aml, serviceManager.connectionFailure);
        void app.restored.then(() => begin(aml, trans));
        return aml;
    }
};

/** Says what went wrong; a route that is not there at all means that the extension is not. */
function explain(error: unknown, trans: TranslationBundle): IProblem {
    return error instanceof ApiError && error.status === 404
        ? {
              code: NO_EXTENSION,
              message: trans.__('The server has no extension jupyterlab_aml.'),
              hint: trans.__('Run `jupyter server extension enable jupyterlab_aml` there, then restart it.')
          }
        : problemOf(error);
}

/** The only request at the start of the lab. */
async function begin(aml: Aml, trans: TranslationBundle): Promise<void> {
    try {
        await aml.refresh();
    } catch {
        if (aml.problem?.code === NO_EXTENSION) {
            Notification.error(`${aml.problem.message} ${aml.problem.hint}`, { autoClose: false });
        }
        return;
    }
    if (aml.serverVersion !== VERSION) {
        Notification.warning(
            trans.__(
                'This page is of jupyterlab_aml %1, the server of %2. Reload the page; if this stays, restart the server.',
                VERSION,
                aml.serverVersion ?? ''
            ),
            { autoClose: false }
        );
    }
}

/** After the server was away, asks until it answers: everybody looks again then, for events in between are lost. */
function watchConnection(aml: Aml, failure: JupyterFrontEnd['serviceManager']['connectionFailure']): void {
    let lost = false;
    const ask = async () => {
        try {
            await aml.refresh();
            lost = false;
        } catch {
            setTimeout(() => void ask(), LOST_PAUSE_MS);
        }
    };
    failure.connect(() => {
        if (!lost) {
            lost = true;
            setTimeout(() => void ask(), LOST_PAUSE_MS);
        }
    });
}
