import '../../style/basics.css';
import '../../style/charts.css';
import '../../style/log.css';
import '../../style/cell.css';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { useEffect, useRef } from 'react';
import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import { TransContext } from '../components/basics';
import { RunCell } from '../components/cell';
import { useInSight } from '../components/charts/in_sight';
import { LiveRun } from '../model/live_run';
import type { Update } from '../schemas';
import type { IAml } from '../tokens';
import { Commands } from '../tokens';

/** What a cell keeps of a run: where it is, and how it was when the notebook was last brought up to date. */
export interface IRunOutput {
    version: number;
    workspace: string;
    run: string;
    at: string;
    updates: Update[];
}

export interface IRunOutputOptions {
    aml: IAml;
    translator: ITranslator;
    commands: CommandRegistry;
}

const WANT = { parts: ['record', 'metrics', 'series', 'log', 'system', 'children'] as const, points: 500, tail: 50 };

/** Shows a run in the output of a cell: first as it was kept, then as the server tells it, with or without a kernel. */
export class RunOutput {
    private readonly root: Root;
    private live: LiveRun | null = null;
    private shown = '';

    constructor(
        private readonly options: IRunOutputOptions,
        host: HTMLElement
    ) {
        this.root = createRoot(host);
    }

    /** Takes what the document says now. The same run goes on as it is: what comes live is newer. */
    show(output: IRunOutput): void {
        const subject = `${output.workspace}\n${output.run}`;
        if (subject !== this.shown) {
            this.shown = subject;
            this.live?.setVisible(false);
            this.live = new LiveRun(this.options.aml.stream, output.workspace, output.run);
            take(this.live, output);
            this.live.want({ ...WANT, parts: [...WANT.parts] });
        } else if (this.live?.store.problem) {
            const { problem } = this.live.store;
            take(this.live, output);
            this.live.store.fail(problem);
        }
        this.root.render(<Output live={this.live!} output={output} options={this.options} key={subject} />);
    }

    dispose(): void {
        this.live?.setVisible(false);
        this.root.unmount();
    }
}

/** Shows what the document kept; a damaged one shows what comes live. */
function take(live: LiveRun, output: IRunOutput): void {
    try {
        live.store.apply(output.updates);
    } catch {
        live.store.fail({ code: 'Damaged', message: 'What this cell kept of the run cannot be read.', hint: '' });
    }
}

interface IOutputProps {
    live: LiveRun;
    output: IRunOutput;
    options: IRunOutputOptions;
}

function Output({ live, output, options }: IOutputProps): JSX.Element {
    const { commands, translator } = options;
    const host = useRef<HTMLDivElement>(null);
    const inSight = useInSight(host);
    useEffect(() => {
        live.setVisible(inSight);
        return () => live.setVisible(false);
    }, [live, inSight]);

    const execute = (command: string, run = live.run) =>
        void commands.execute(command, { workspace: output.workspace, run });
    const retry = () => {
        live.setVisible(false);
        live.setVisible(true);
    };
    return (
        <TransContext.Provider value={translator.load('jupyterlab_aml')}>
            <div ref={host}>
                <RunCell
                    store={live.store}
                    since={output.at}
                    onRetry={retry}
                    actions={{
                        cancel: () => execute(Commands.cancel),
                        retry: () => execute(Commands.retry),
                        open: run => execute(Commands.openRun, run),
                        asks: true
                    }}
                />
            </div>
        </TransContext.Provider>
    );
}

/** Returns what a cell keeps, if it is of a kind that is known here. */
export function readOutput(model: IRenderMime.IMimeModel, mime: string): IRunOutput | null {
    const data = model.data[mime] as Partial<IRunOutput> | undefined;
    const known =
        data?.version === 1 &&
        typeof data.workspace === 'string' &&
        typeof data.run === 'string' &&
        Array.isArray(data.updates);
    return known ? (data as IRunOutput) : null;
}
