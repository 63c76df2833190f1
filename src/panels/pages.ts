import type { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import type { AssetPanel } from './asset_panel';
import type { ComparePanel } from './compare_panel';
import type { RunPanel } from './run_panel';
import type { SubmitPanel } from './submit_panel';

/** What a page is about: the arguments of the command that opens it. */
export type Subject = ReadonlyPartialJSONObject;

export type Pages<T extends Widget> = WidgetTracker<MainAreaWidget<T>>;

/** The pages that are open, and what each of them is about. */
export interface IPages {
    subjects: WeakMap<Widget, Subject>;
    runs: Pages<RunPanel>;
    comparisons: Pages<ComparePanel>;
    assets: Pages<AssetPanel>;
    submissions: Pages<SubmitPanel>;
}
