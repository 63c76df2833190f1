import { Token } from '@lumino/coreutils';
import type { AssetKind } from '../model/assets';

/** Opens the pages of the main area; one that is open already is brought to the front. */
export interface IPanels {
    openRun(workspace: string, run: string, tab?: string, title?: string): Promise<void>;
    /** `page` is the id of a page that is to come back. */
    compare(workspace: string, runs: readonly string[], page?: string): Promise<void>;
    /** Without a version it shows the newest. */
    openAsset(workspace: string, asset: { kind: AssetKind; name: string; version?: string }): Promise<void>;
    submit(submission: {
        workspace?: string;
        folder: string;
        fields?: Record<string, unknown>;
        resubmit?: string;
        /** The id of a page that is to come back. */
        page?: string;
    }): Promise<void>;
}

export const IPanels = new Token<IPanels>(
    'jupyterlab_aml:IPanels',
    'Opens the pages of runs, and of what they use and make.'
);
