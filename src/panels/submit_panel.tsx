import '../../style/form.css';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { TransContext } from '../components/basics';
import { SubmitForm } from '../components/submit/SubmitForm';
import type { ISubmitService } from '../components/submit/service';
import { Commands, type IAml } from '../tokens';

export interface ISubmitPanelOptions {
    aml: IAml;
    translator: ITranslator;
    commands: CommandRegistry;
    /** Where relative paths begin, relative to the root of the server. */
    folder: string;
    fields?: Record<string, unknown>;
    resubmit?: string;
}

/** The page on which a run is submitted. */
export class SubmitPanel extends ReactWidget {
    private readonly service: ISubmitService;

    constructor(private readonly options: ISubmitPanelOptions) {
        super();
        const { aml, commands, folder } = options;
        const workspace = async () => (aml.workspace ?? (await aml.refresh())).folder;
        this.addClass('aml-scope');
        this.addClass('aml-scroll');
        this.service = {
            schema: async () => aml.api.submitSchema(await workspace()),
            check: async submission => aml.api.checkSubmission(await workspace(), submission),
            submit: async submission => aml.api.submit(await workspace(), submission),
            compute: async () => aml.api.compute(await workspace()),
            pick: () => commands.execute(Commands.pickFile, { folder }) as Promise<string | null>,
            insert: commands.isEnabled(Commands.insertLine)
                ? line => commands.execute(Commands.insertLine, { line })
                : undefined
        };
    }

    protected render(): JSX.Element {
        const { aml, translator, commands, folder, fields, resubmit } = this.options;
        return (
            <TransContext.Provider value={translator.load('jupyterlab_aml')}>
                <SubmitForm
                    service={this.service}
                    initial={{ folder, fields: fields ?? {}, resubmit }}
                    onSubmitted={async run => {
                        await aml.refresh();
                        await commands.execute(Commands.openRun, { run: run.id });
                        (this.parent ?? this).dispose();
                    }}
                />
            </TransContext.Provider>
        );
    }
}
