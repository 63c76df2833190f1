import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { jupyterHighlightStyle } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import type { IFileLooks } from '../components/runpage';
import type { ISpan } from '../model/code_lines';

const MARKDOWN = 'text/markdown';

/** Shows files of a run as the lab shows its own: with its languages, its colours and its Markdown, which it sanitises. */
export function fileLooks(
    languages: IEditorLanguageRegistry,
    rendermime: IRenderMimeRegistry,
    urlOf: (path: string) => string
): IFileLooks {
    return {
        highlight: async (text, path) => {
            const language = languages.findByFileName(path) ?? languages.findByExtension(PathExt.extname(path));
            if (!language) {
                return null;
            }
            addColours();
            const element = document.createElement('pre');
            await languages.highlight(text, language, element);
            return spansOf(element);
        },
        markdown: (text, path, element) => {
            const folder = PathExt.dirname(path);
            const renderer = rendermime
                .clone({
                    // Pictures and files beside the text are those of the run.
                    resolver: {
                        resolveUrl: async url => PathExt.join(folder, url),
                        getDownloadUrl: async file => urlOf(decodeURIComponent(file))
                    },
                    linkHandler: { handleLink: () => undefined }
                })
                .createRenderer(MARKDOWN);
            Widget.attach(renderer, element);
            void renderer.renderModel(new MimeModel({ data: { [MARKDOWN]: text }, trusted: false }));
            return () => renderer.dispose();
        }
    };
}

/** What the lab made of a text: pieces with classes and without. */
function spansOf(element: HTMLElement): ISpan[] {
    return [...element.childNodes].map(node => ({
        text: node.textContent ?? '',
        look: node instanceof HTMLElement ? node.className : ''
    }));
}

let coloured = false;

/** The lab itself adds the rules of its colours only with the first editor, and there may be none. */
function addColours(): void {
    const rules = jupyterHighlightStyle.module?.getRules();
    if (rules && !coloured) {
        coloured = true;
        const style = document.createElement('style');
        style.textContent = rules;
        document.head.append(style);
    }
}
