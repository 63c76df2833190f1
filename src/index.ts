import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const plugin: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:plugin',
    description: 'Runs and compute targets of the workspace.',
    autoStart: true,
    activate: () => undefined
};

export default [plugin];
