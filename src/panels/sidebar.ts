import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import type { ISidebarContentOptions } from './sidebar_content';
import { logoIcon } from './logo';

/** The frame of the left sidebar; what is in it is loaded when it is first seen. */
export class SidebarPanel extends Panel {
    private begun = false;

    constructor(private readonly options: ISidebarContentOptions) {
        super();
        const trans = options.translator.load('jupyterlab_aml');
        this.id = 'aml-sidebar';
        this.addClass('aml-sidebar');
        this.title.icon = logoIcon;
        this.title.caption = trans.__('Azure ML: compute targets and runs');
        this.node.setAttribute('role', 'region');
        this.node.setAttribute('aria-label', trans.__('Compute targets and runs'));
    }

    protected override onBeforeShow(message: Message): void {
        super.onBeforeShow(message);
        void this.begin();
    }

    protected override onAfterAttach(message: Message): void {
        super.onAfterAttach(message);
        if (this.isVisible) {
            void this.begin();
        }
    }

    private async begin(): Promise<void> {
        if (!this.begun) {
            this.begun = true;
            const { SidebarContent } = await import('./sidebar_content');
            this.addWidget(new SidebarContent(this.options));
        }
    }
}
