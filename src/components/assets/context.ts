import { createContext, useContext } from 'react';
import type { AssetPageStore, IAssetService } from '../../model/asset_page';
import type { AssetKind } from '../../model/assets';

/** What the page does through the rest of the application. */
export interface IAssetActions {
    openRun(id: string): void;
    /** Opens the page of `name:version`. */
    openAsset(kind: AssetKind, ref: string): void;
    /** Opens the submission form with it. */
    use(): void;
    /** Asks, then deletes this version. */
    remove(): void;
}

export interface IAssetPage {
    store: AssetPageStore;
    service: IAssetService;
    actions: IAssetActions;
}

export const AssetPageContext = createContext<IAssetPage | null>(null);

export function useAssetPage(): IAssetPage {
    const page = useContext(AssetPageContext);
    if (!page) {
        throw new Error('There is no page of an asset around this.');
    }
    return page;
}
