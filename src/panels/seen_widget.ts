import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';

/** A widget that knows whether anybody can see it: neither another page nor another window of the browser is before it. */
export abstract class SeenWidget extends ReactWidget {
    private seen = false;

    protected get isSeen(): boolean {
        return this.seen;
    }

    /** Told when somebody begins, and when nobody goes on, to see it. Nothing is asked for in between. */
    protected abstract onSeen(seen: boolean): void;

    protected override onAfterAttach(message: Message): void {
        super.onAfterAttach(message);
        document.addEventListener('visibilitychange', this.look);
        this.look();
    }

    protected override onAfterShow(message: Message): void {
        super.onAfterShow(message);
        this.look();
    }

    protected override onBeforeHide(message: Message): void {
        this.tell(false);
        super.onBeforeHide(message);
    }

    protected override onBeforeDetach(message: Message): void {
        document.removeEventListener('visibilitychange', this.look);
        this.tell(false);
        super.onBeforeDetach(message);
    }

    private readonly look = (): void => this.tell(this.isVisible && !document.hidden);

    private tell(seen: boolean): void {
        if (seen !== this.seen) {
            this.seen = seen;
            this.onSeen(seen);
        }
    }
}
