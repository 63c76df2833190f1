import '../../style/status.css';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { Commands } from '../tokens';
import { logoIcon } from './logo';

/** The number of active runs in the status bar. */
export class ActiveRuns extends Widget {
    count = 0;
    readonly changed = new Signal<this, void>(this);
    private readonly text = document.createElement('span');

    constructor(
        commands: CommandRegistry,
        private readonly trans: TranslationBundle
    ) {
        super({ node: document.createElement('button') });
        this.addClass('aml-status-item');
        this.addClass('jp-mod-highlighted');
        this.node.title = trans.__('Show the runs');
        this.node.append(logoIcon.element({ tag: 'span', width: '14px', height: '14px' }), this.text);
        this.node.addEventListener('click', () => void commands.execute(Commands.showSidebar));
    }

    tell(count: number): void {
        this.count = count;
        this.text.textContent = this.trans._n('%1 active run', '%1 active runs', count);
        this.changed.emit();
    }
}
