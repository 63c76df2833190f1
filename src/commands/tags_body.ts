import '../../style/tags.css';
import type { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { Tags } from './tags';

/** The fields of a dialog for tags: a key and a value on each line. */
export class TagsBody extends Widget implements Dialog.IBodyWidget<Tags> {
    private readonly rows = document.createElement('div');

    constructor(
        tags: Record<string, string | null>,
        private readonly trans: TranslationBundle
    ) {
        super();
        this.addClass('aml-tags');
        this.rows.className = 'aml-tags-rows';
        this.node.append(this.rows);
        Object.entries(tags).forEach(([key, value]) => this.addRow(key, value ?? ''));
        this.addRow('', '');
        // There is always an empty line to write the next tag into.
        this.rows.addEventListener('input', () => {
            if (this.lines().every(([key]) => key.value)) {
                this.addRow('', '');
            }
        });
    }

    /** The tags as they are to be. */
    getValue(): Tags {
        const pairs = this.lines().map(([key, value]) => [key.value.trim(), value.value.trim()]);
        return Object.fromEntries(pairs.filter(([key]) => key));
    }

    private lines(): HTMLInputElement[][] {
        return [...this.rows.children].map(row => [...row.querySelectorAll('input')]);
    }

    private addRow(key: string, value: string): void {
        const row = document.createElement('div');
        const remove = document.createElement('button');
        remove.type = 'button';
        remove.className = 'jp-mod-styled jp-mod-minimal';
        remove.textContent = this.trans.__('Remove');
        remove.addEventListener('click', () => row.remove());
        row.append(field(this.trans.__('Key'), key), field(this.trans.__('Value'), value), remove);
        this.rows.append(row);
    }
}

function field(label: string, value: string): HTMLInputElement {
    const input = document.createElement('input');
    input.className = 'jp-mod-styled';
    input.placeholder = label;
    input.setAttribute('aria-label', label);
    input.value = value;
    return input;
}
