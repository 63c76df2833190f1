import type { AnyModel } from '@anywidget/types';

/** The live view of a run in a notebook cell. */
export default {
    render({ el }: { model: AnyModel; el: HTMLElement }): void {
        el.textContent = '';
    }
};
