import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** What schema/plugin.json lets people choose. */
export interface IPreferenceValues {
    notifications: boolean;
    showChildRuns: boolean;
    pageSize: number;
}

export interface IPreferences {
    readonly values: IPreferenceValues;
    readonly changed: ISignal<IPreferences, void>;
    /** Keeps a choice for this and later days. */
    set<K extends keyof IPreferenceValues>(name: K, value: IPreferenceValues[K]): Promise<void>;
}

export const IPreferences = new Token<IPreferences>('jupyterlab_aml:IPreferences', 'The settings of the extension.');

const DEFAULTS: IPreferenceValues = { notifications: true, showChildRuns: false, pageSize: 200 };

class Preferences implements IPreferences {
    values = DEFAULTS;
    settings: ISettingRegistry.ISettings | null = null;
    private readonly signal = new Signal<this, void>(this);

    get changed(): ISignal<this, void> {
        return this.signal;
    }

    async set<K extends keyof IPreferenceValues>(name: K, value: IPreferenceValues[K]): Promise<void> {
        this.take({ ...this.values, [name]: value });
        await this.settings?.set(name, value);
    }

    take(values: Partial<IPreferenceValues>): void {
        this.values = { ...DEFAULTS, ...values };
        this.signal.emit();
    }
}

/** Its id is that of the schema, which also holds the menus and the toolbar button. */
export const preferences: JupyterFrontEndPlugin<IPreferences> = {
    id: 'jupyterlab_aml:plugin',
    description: 'Provides the settings of the extension.',
    autoStart: true,
    optional: [ISettingRegistry],
    provides: IPreferences,
    activate: (_, registry: ISettingRegistry | null): IPreferences => {
        const found = new Preferences();
        void registry?.load('jupyterlab_aml:plugin').then(settings => {
            const take = () => found.take(settings.composite as Partial<IPreferenceValues>);
            found.settings = settings;
            settings.changed.connect(take);
            take();
        });
        return found;
    }
};
