import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { around } from './plugins/around';
import { commands, selection } from './plugins/commands';
import { compute } from './plugins/compute';
import { core } from './plugins/core';
import { launcher } from './plugins/launcher';
import { notifications } from './plugins/notifications';
import { panels } from './plugins/panels';
import { preferences } from './plugins/preferences';
import { runOutput } from './plugins/run_output';
import { sidebar } from './plugins/sidebar';
import { status } from './plugins/status';

// Only this and what it imports is loaded when the lab starts: everything with components is behind import().
const plugins: JupyterFrontEndPlugin<unknown>[] = [
    core,
    preferences,
    selection,
    panels,
    commands,
    compute,
    around,
    sidebar,
    status,
    notifications,
    launcher,
    runOutput
];

export default plugins;
