import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Api } from './api';
import type { AssetKind } from './model/assets';
import type { Stream } from './model/stream';
import type { IProblem, Workspace } from './schemas';

/** A change of a run, as the event bus of the server tells it. */
export interface IRunChange {
    workspace: string;
    run: string;
    change: 'created' | 'status' | 'edited' | 'deleted';
    status: string;
    display_name: string;
    experiment: string;
    parent: string | null;
    active: number;
}

/** Something of the kind was added or removed. */
export interface IAssetChange {
    workspace: string;
    kind: AssetKind;
}

/** What our plugins share. */
export interface IAml {
    readonly api: Api;
    readonly stream: Pick<Stream, 'subscribe'>;
    /** The workspace the panels are about; null until it is known. */
    readonly workspace: Workspace | null;
    /** Why it is not known. */
    readonly problem: IProblem | null;
    /** Those that can be chosen; the current one is among them. */
    readonly workspaces: readonly Workspace[];
    readonly workspaceChanged: ISignal<IAml, Workspace>;
    /** Changes of runs in any workspace the server watches. */
    readonly runChanged: ISignal<IAml, IRunChange>;
    /** Environments, data and models that come and go. */
    readonly assetChanged: ISignal<IAml, IAssetChange>;
    /** Emitted when everything may have changed: a lost connection is back. */
    readonly refreshed: ISignal<IAml, void>;
    /** Looks for the workspaces again; `folder` (as absolute path) chooses one. */
    refresh(folder?: string): Promise<Workspace>;
    /** Goes to the workspace that is meant in a folder of the server; within one, the choice stays. */
    follow(place: string): Promise<void>;
}

export const IAml = new Token<IAml>('jupyterlab_aml:IAml', 'Runs and compute targets of the workspace.');

/** Every command of the extension. */
export const Commands = {
    openRun: 'aml:open-run',
    compare: 'aml:compare-runs',
    submit: 'aml:submit',
    submitAgain: 'aml:submit-again',
    cancel: 'aml:cancel-run',
    retry: 'aml:retry-run',
    editTags: 'aml:edit-tags',
    rename: 'aml:rename-run',
    deleteRun: 'aml:delete-run',
    copyId: 'aml:copy-run-id',
    copyLine: 'aml:copy-submit-line',
    showSidebar: 'aml:show-sidebar',
    createCompute: 'aml:create-compute',
    startCompute: 'aml:start-compute',
    stopCompute: 'aml:stop-compute',
    setDefaultCompute: 'aml:set-default-compute',
    deleteCompute: 'aml:delete-compute',
    openAsset: 'aml:open-asset',
    useAsset: 'aml:use-asset',
    copyAssetName: 'aml:copy-asset-name',
    copyAssetLine: 'aml:copy-asset-line',
    downloadModel: 'aml:download-model',
    deleteAsset: 'aml:delete-asset',
    registerData: 'aml:register-data',
    registerModel: 'aml:register-model',
    showChildRuns: 'aml:show-child-runs',
    refresh: 'aml:refresh',
    pickFile: 'aml:pick-file',
    insertLine: 'aml:insert-line'
} as const;
