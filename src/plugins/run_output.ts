import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { IRunOutputOptions, RunOutput } from '../panels/run_output';
import { IAml } from '../tokens';

const MIME = 'application/vnd.jupyterlab-aml.run+json';
/** Before the widget's, which has -10: ours lives on the server, and needs no kernel. */
const RANK = -20;

/** An output of a cell that is a run. */
class Renderer extends Widget implements IRenderMime.IRenderer {
    private output: RunOutput | null = null;

    constructor(private readonly options: IRunOutputOptions) {
        super();
        this.addClass('aml-run-output');
    }

    async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
        const { readOutput, RunOutput } = await import('../panels/run_output');
        const output = readOutput(model, MIME);
        if (this.isDisposed) {
            return;
        }
        if (!output) {
            this.node.textContent = String(model.data['text/plain'] ?? '');
            return;
        }
        this.output ??= new RunOutput(this.options, this.node);
        this.output.show(output);
    }

    dispose(): void {
        this.output?.dispose();
        this.output = null;
        super.dispose();
    }
}

/** Shows runs in the outputs of cells: live, also after a reload and without a kernel. */
export const runOutput: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:run-output',
    description: 'Shows runs in the cells of notebooks.',
    autoStart: true,
    requires: [IRenderMimeRegistry, IAml, ITranslator],
    activate: (app: JupyterFrontEnd, registry: IRenderMimeRegistry, aml: IAml, translator: ITranslator) => {
        const options = { aml, translator, commands: app.commands };
        registry.addFactory({ safe: true, mimeTypes: [MIME], createRenderer: () => new Renderer(options) }, RANK);
    }
};
