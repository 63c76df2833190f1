import '../../style/basics.css';
import '../../style/form.css';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ISubmission } from '../api';
import { TransContext } from '../components/basics';
import type { Values } from '../components/form/fields';
import type { IInsert, ISubmitService } from '../components/submit/service';
import { SubmitForm } from '../components/submit/SubmitForm';
import { ShortList } from '../model/short_list';
import type { Compute, Run } from '../schemas';
import { Commands, type IAml } from '../tokens';
import { SeenWidget } from './seen_widget';

/** How often the load of the compute targets is looked at while they are in sight. */
const COMPUTE_INTERVAL_MS = 5000;

export interface ISubmitPanelOptions {
    aml: IAml;
    translator: ITranslator;
    commands: CommandRegistry;
    /** Folder of the workspace; the current one by default. */
    workspace?: string;
    /** Where relative paths begin, relative to the root of the server. */
    folder: string;
    fields?: Record<string, unknown>;
    resubmit?: string;
}

let made = 0;

/** The page on which a run is submitted. */
export class SubmitPanel extends SeenWidget {
    private readonly formId = `aml-submit-${++made}`;
    private readonly service: ISubmitService;
    private readonly initial: ISubmission;
    private readonly compute: ShortList<Compute>;
    private readonly written = new Signal<this, ISubmission & { workspace: string }>(this);
    private first: string | undefined;

    constructor(private readonly options: ISubmitPanelOptions) {
        super();
        const { aml, commands, folder, fields, resubmit } = options;
        this.addClass('aml-scope');
        this.addClass('aml-scroll');
        this.initial = { folder, fields: fields ?? {}, resubmit };
        this.compute = new ShortList({ load: aml.api.compute, interval_ms: COMPUTE_INTERVAL_MS });
        this.service = {
            schema: async () => aml.api.submitSchema(await this.workspace()),
            check: async submission => aml.api.checkSubmission(await this.workspace(), submission),
            submit: async submission => aml.api.submit(await this.workspace(), submission),
            compute: this.compute,
            pick: () => commands.execute(Commands.pickFile, { folder }) as Promise<string | null>
        };
        commands.commandChanged.connect(this.takeCommand, this);
        void this.workspace().then(
            workspace => this.compute.setWorkspace(workspace),
            () => undefined // the form says so
        );
    }

    /** Tells what is written here, without secrets. */
    get writtenChanged(): ISignal<this, ISubmission & { workspace: string }> {
        return this.written;
    }

    override dispose(): void {
        if (!this.isDisposed) {
            this.options.commands.commandChanged.disconnect(this.takeCommand, this);
            this.compute.dispose();
            Signal.clearData(this);
            super.dispose();
        }
    }

    protected onSeen(seen: boolean): void {
        this.compute.setVisible(seen);
    }

    protected override onActivateRequest(): void {
        this.focusFirst();
    }

    protected render(): JSX.Element {
        return (
            <TransContext.Provider value={this.options.translator.load('jupyterlab_aml')}>
                <SubmitForm
                    id={this.formId}
                    service={this.service}
                    initial={this.initial}
                    insert={this.insert()}
                    onReady={this.takeReady}
                    onWritten={this.takeWritten}
                    onSubmitted={run => void this.leave(run)}
                />
            </TransContext.Provider>
        );
    }

    /** It stays the one that was current when it was first needed. */
    private workspace = async (): Promise<string> => {
        this.options.workspace ??= (this.options.aml.workspace ?? (await this.options.aml.refresh())).folder;
        return this.options.workspace;
    };

    private insert(): IInsert | undefined {
        const { commands } = this.options;
        return commands.isEnabled(Commands.insertLine)
            ? {
                  label: commands.label(Commands.insertLine),
                  insert: async submission => {
                      const args = { workspace: await this.workspace(), submission: { ...submission } };
                      await commands.execute(Commands.insertLine, args as never);
                  }
              }
            : undefined;
    }

    private readonly takeReady = (first: string): void => {
        this.first = first;
        this.focusFirst();
    };

    private readonly takeWritten = async (fields: Values): Promise<void> => {
        const workspace = await this.workspace();
        if (!this.isDisposed) {
            this.written.emit({ ...this.initial, workspace, fields });
        }
    };

    /** Whoever opens the form wants to write into it; whoever is at another place already stays there. */
    private focusFirst(): void {
        if (this.first && document.activeElement === this.node) {
            document.getElementById(this.first)?.focus();
        }
    }

    private async leave(run: Run): Promise<void> {
        const { aml, commands } = this.options;
        const page = { workspace: await this.workspace(), run: run.id };
        await commands.execute(Commands.openRun, page);
        (this.parent ?? this).dispose();
        // In Notebook 7 the side closes with the page that was in front of it.
        await commands.execute(Commands.openRun, page);
        // The workspace may be new.
        await aml.refresh().catch(() => undefined);
    }

    private takeCommand(_: unknown, { id }: { id?: string }): void {
        if (id === Commands.insertLine) {
            this.update();
        }
    }
}
