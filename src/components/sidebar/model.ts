import type { AssetLists } from '../../model/asset_lists';
import type { IAssetRef } from '../../model/assets';
import type { RunList } from '../../model/run_list';
import type { ShortList } from '../../model/short_list';
import type { Compute, Experiment, IProblem, Run, Workspace } from '../../schemas';

/** What the sidebar shows. */
export interface ISidebarModel {
    workspace: Workspace | null;
    /** Why the workspace is not known. */
    problem: IProblem | null;
    workspaces: readonly Workspace[];
    runs: RunList;
    compute: ShortList<Compute>;
    experiments: ShortList<Experiment>;
    assets: AssetLists;
}

/** What the sidebar can bring about. Each acts on what is chosen, unless it is told on what. */
export interface ISidebarActions {
    chooseWorkspace(folder: string): void;
    chooseRuns(runs: readonly Run[]): void;
    chooseCompute(name: string): void;
    open(run: string): void;
    /** Some values of a metric, to sketch its curve. */
    curve(run: string, metric: string): Promise<readonly (number | null)[]>;
    /** Cancels what is active among the chosen runs, else deletes them; asks before. */
    end(): void;
    rename(): void;
    compare(): void;
    submit(): void;
    createCompute(): void;
    deleteCompute(): void;
    chooseAsset(asset: IAssetRef): void;
    openAsset(asset: IAssetRef): void;
    deleteAsset(asset: IAssetRef): void;
    registerData(): void;
    /** Opens the menu of everything else below a button. */
    more(button: HTMLElement): void;
    refresh(): void;
}
