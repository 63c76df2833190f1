import { createContext, useContext, useEffect, useMemo } from 'react';
import type { AssetKind } from '../../model/assets';
import type { ISpan } from '../../model/code_lines';
import type { IWant, LiveRun } from '../../model/live_run';
import type { IRunService } from '../../model/run_service';
import type { RunStore } from '../../model/run_store';
import { useStore } from '../basics/use_store';

/** What the page does through the rest of the application. */
export interface IRunActions {
    cancel(): void;
    retry(): void;
    submitAgain(): void;
    compare(): void;
    editTags(): void;
    remove(): void;
    openRun(id: string): void;
    /** Opens the page of `name:version`. */
    openAsset(kind: AssetKind, ref: string): void;
    /** Asks for a name and registers an artifact, or a folder of them. */
    registerModel(path: string): void;
    /** Opens an artifact in the application; null where that cannot be. */
    openFile: ((path: string) => void) | null;
}

/** How files look in the application around the page. */
export interface IFileLooks {
    /** The text in the colours of its language; null if it has none that is known. */
    highlight(text: string, path: string): Promise<ISpan[] | null>;
    /** Draws Markdown that nobody trusts into an element; returns what takes it away again. */
    markdown(text: string, path: string, element: HTMLElement): () => void;
}

export interface IRunPage {
    live: LiveRun;
    service: IRunService;
    actions: IRunActions;
    /** Without, files are plain text. */
    looks?: IFileLooks;
}

export const RunPageContext = createContext<IRunPage | null>(null);

export function useRunPage(): IRunPage {
    const page = useContext(RunPageContext);
    if (!page) {
        throw new Error('There is no run page around this.');
    }
    return page;
}

/** Says what this view needs of the run while it is there; returns what is known. */
export function useLive(want: IWant): RunStore {
    const { live } = useRunPage();
    const { parts, log, points, tail, onUpdates } = want;
    const words = parts.join();
    const steady = useMemo<IWant>(
        () => ({ parts: words.split(',') as IWant['parts'], log, points, tail, onUpdates }),
        [words, log, points, tail, onUpdates]
    );
    useEffect(() => live.want(steady), [live, steady]);
    return useStore(live.store);
}
