import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator } from '@jupyterlab/translation';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { logoIcon } from '../panels/logo';
import { Commands, IAml } from '../tokens';

/** How many runs are active; a click opens the sidebar. */
export const status: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:status',
    description: 'Shows the number of active runs in the status bar.',
    autoStart: true,
    requires: [IAml, ITranslator],
    optional: [IStatusBar],
    activate: (app: JupyterFrontEnd, aml: IAml, translator: ITranslator, bar: IStatusBar | null): void => {
        if (bar) {
            const item = new ActiveRuns(aml, app.commands, translator.load('jupyterlab_aml'));
            bar.registerStatusItem('jupyterlab_aml:active', {
                item,
                align: 'left',
                rank: 10,
                isActive: () => item.count > 0,
                activeStateChanged: item.changed
            });
        }
    }
};

class ActiveRuns extends Widget {
    count = 0;
    readonly changed = new Signal<this, void>(this);
    private readonly text = document.createElement('span');

    constructor(
        aml: IAml,
        commands: CommandRegistry,
        private readonly trans: TranslationBundle
    ) {
        super({ node: document.createElement('button') });
        this.addClass('aml-status-item');
        this.addClass('jp-mod-highlighted');
        this.node.title = trans.__('Show the runs');
        this.node.append(logoIcon.element({ tag: 'span', width: '14px', height: '14px' }), this.text);
        this.node.addEventListener('click', () => void commands.execute(Commands.showSidebar));
        const take = () => this.tell(aml.workspace?.active ?? 0);
        aml.workspaceChanged.connect(take);
        aml.refreshed.connect(take);
        aml.runChanged.connect((_, change) => {
            if (change.workspace === aml.workspace?.folder) {
                this.tell(change.active);
            }
        });
    }

    private tell(count: number): void {
        this.count = count;
        this.text.textContent = this.trans._n('%1 active run', '%1 active runs', count);
        this.changed.emit();
    }
}
