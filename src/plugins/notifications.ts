import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator } from '@jupyterlab/translation';
import type { Status } from '../schemas';
import { isFinal } from '../schemas';
import type { IRunChange } from '../tokens';
import { Commands, IAml } from '../tokens';
import { IPreferences } from './preferences';

/** How far the clocks of server and browser may be apart. */
const CLOCKS_MS = 60_000;

/** Says when a run has ended. */
export const notifications: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:notifications',
    description: 'Tells when a run has ended, and why if it failed.',
    autoStart: true,
    requires: [IAml, IPreferences, ITranslator],
    activate: (app: JupyterFrontEnd, aml: IAml, preferences: IPreferences, translator: ITranslator): void => {
        const trans = translator.load('jupyterlab_aml');
        const opened = Date.now();
        const told = new Set<string>();
        aml.runChanged.connect((_, change) => {
            void tell(change).catch(() => undefined);
        });

        const tell = async (change: IRunChange): Promise<void> => {
            // A short run has ended before it was seen to begin.
            const begunOrEnded = change.change === 'status' || change.change === 'created';
            if (
                !begunOrEnded ||
                !isFinal(change.status as Status) ||
                change.parent !== null ||
                !preferences.values.notifications
            ) {
                return;
            }
            const { run } = await aml.api.run(change.workspace, change.run);
            const key = `${change.workspace} ${run.id} ${run.attempt}`;
            const old = run.ended && Date.parse(run.ended) < opened - CLOCKS_MS;
            if (old || told.has(key)) {
                return;
            }
            told.add(key);
            const { tellEnd } = await import('../commands/ended');
            const page = { workspace: change.workspace, run: run.id };
            tellEnd(trans, run, () => void app.commands.execute(Commands.openRun, page));
        };
    }
};
