import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator } from '@jupyterlab/translation';
import type { ActiveRuns } from '../panels/active_runs';
import { IAml } from '../tokens';

/** How many runs are active; a click opens the sidebar. Nothing is there, nor loaded, before the first one is. */
export const status: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:status',
    description: 'Shows the number of active runs in the status bar.',
    autoStart: true,
    requires: [IAml, ITranslator],
    optional: [IStatusBar],
    activate: (app: JupyterFrontEnd, aml: IAml, translator: ITranslator, bar: IStatusBar | null): void => {
        let count = 0;
        let making: Promise<ActiveRuns> | null = null;

        const make = async (there: IStatusBar): Promise<ActiveRuns> => {
            const { ActiveRuns } = await import('../panels/active_runs');
            const item = new ActiveRuns(app.commands, translator.load('jupyterlab_aml'));
            there.registerStatusItem('jupyterlab_aml:active', {
                item,
                align: 'left',
                rank: 10,
                isActive: () => item.count > 0,
                activeStateChanged: item.changed
            });
            return item;
        };
        const tell = async (active: number): Promise<void> => {
            count = active;
            if (bar && (count > 0 || making)) {
                making ??= make(bar);
                (await making).tell(count);
            }
        };
        const look = () => void tell(aml.workspace?.active ?? 0);
        aml.workspaceChanged.connect(look);
        aml.refreshed.connect(look);
        aml.runChanged.connect((_, change) => {
            if (change.workspace === aml.workspace?.folder) {
                void tell(change.active);
            }
        });
    }
};
