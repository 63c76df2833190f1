import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { IAssetRef } from '../model/assets';
import type { Status } from '../schemas';

/** As much of a run as commands need to say what they are about. */
export interface ISelectedRun {
    id: string;
    /** Unknown where only the id is. */
    display_name?: string;
    status?: Status;
    tags?: Record<string, string | null>;
}

/** What commands act on that are told nothing: what was chosen or looked at last. */
export interface ISelection {
    readonly workspace: string | null;
    readonly runs: readonly ISelectedRun[];
    readonly compute: string | null;
    readonly asset: IAssetRef | null;
    readonly changed: ISignal<ISelection, void>;
    chooseRuns(workspace: string, runs: readonly ISelectedRun[]): void;
    chooseCompute(workspace: string, name: string): void;
    chooseAsset(workspace: string, asset: IAssetRef): void;
}

export const ISelection = new Token<ISelection>(
    'jupyterlab_aml:ISelection',
    'The runs and the compute target that were chosen last.'
);

export class Selection implements ISelection {
    workspace: string | null = null;
    runs: readonly ISelectedRun[] = [];
    compute: string | null = null;
    asset: IAssetRef | null = null;
    private readonly signal = new Signal<this, void>(this);

    get changed(): ISignal<this, void> {
        return this.signal;
    }

    chooseRuns(workspace: string, runs: readonly ISelectedRun[]): void {
        this.workspace = workspace;
        this.runs = runs;
        this.signal.emit();
    }

    chooseCompute(workspace: string, name: string): void {
        this.workspace = workspace;
        this.compute = name;
        this.signal.emit();
    }

    chooseAsset(workspace: string, asset: IAssetRef): void {
        this.workspace = workspace;
        this.asset = asset;
        this.signal.emit();
    }
}
