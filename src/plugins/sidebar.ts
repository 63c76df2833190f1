import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ITranslator } from '@jupyterlab/translation';
import { described } from '../commands/context';
import { ISelection } from '../commands/selection';
import { SidebarPanel } from '../panels/sidebar';
import { Commands, IAml } from '../tokens';
import { IPreferences } from './preferences';

/** The compute targets and runs of the workspace, at the left. */
export const sidebar: JupyterFrontEndPlugin<void> = {
    id: 'jupyterlab_aml:sidebar',
    description: 'Shows the compute targets and runs of the workspace.',
    autoStart: true,
    requires: [IAml, ISelection, IPreferences, ITranslator],
    optional: [ILayoutRestorer, IDefaultFileBrowser],
    activate: (
        app: JupyterFrontEnd,
        aml: IAml,
        selection: ISelection,
        preferences: IPreferences,
        translator: ITranslator,
        restorer: ILayoutRestorer | null,
        browser: IDefaultFileBrowser | null
    ): void => {
        const { commands, shell } = app;
        const trans = translator.load('jupyterlab_aml');
        const { contents } = app.serviceManager;
        const folder = browser && {
            path: () => contents.localPath(browser.model.path),
            changed: browser.model.pathChanged
        };
        const panel = new SidebarPanel({ aml, commands, preferences, selection, folder, translator });
        shell.add(panel, 'left', { rank: 250 });
        restorer?.add(panel, panel.id);
        keepFocus(app, panel);
        commands.addCommand(Commands.showSidebar, {
            label: trans.__('Show Runs and Compute Targets'),
            caption: trans.__('Open the sidebar of the workspace'),
            describedBy: described('NONE'),
            execute: () => shell.activateById(panel.id)
        });
        commands.addCommand(Commands.showChildRuns, {
            label: trans.__('Show Child Runs in the List'),
            caption: trans.__('List children like other runs, not below their parent'),
            describedBy: described('NONE'),
            isToggled: () => preferences.values.showChildRuns,
            execute: () => preferences.set('showChildRuns', !preferences.values.showChildRuns)
        });
        preferences.changed.connect(() => commands.notifyCommandChanged(Commands.showChildRuns));
    }
};

/** Gives the focus back to the line whose menu is closed: the keyboard would be nowhere. */
function keepFocus({ contextMenu }: JupyterFrontEnd, panel: SidebarPanel): void {
    let line: HTMLElement | null = null;
    panel.node.addEventListener('contextmenu', event => {
        line = (event.target as HTMLElement).closest('[tabindex]');
    });
    contextMenu.menu.aboutToClose.connect(() => {
        line?.focus({ preventScroll: true });
        line = null;
    });
}
