/** Short names for the shapes of the server's answers; `types.ts` is made from openapi.yaml. */
import type { components } from './types';

type Schemas = components['schemas'];

export type Asset = Schemas['Asset'];
export type AssetFile = Schemas['AssetFile'];
export type AssetUse = Schemas['AssetUse'];
export type Compute = Schemas['Compute'];
export type ComputeKind = Schemas['ComputeKind'];
export type Data = Schemas['Data'];
export type DataDetail = Schemas['DataDetail'];
export type DataPreview = Schemas['DataPreview'];
export type Datastore = Schemas['Datastore'];
export type Distribution = Schemas['Distribution'];
export type Diff = Schemas['Diff'];
export type Environment = Schemas['Environment'];
export type EnvironmentDetail = Schemas['EnvironmentDetail'];
export type Experiment = Schemas['Experiment'];
export type File = Schemas['File'];
export type FilePage = Schemas['FilePage'];
export type LogLines = Schemas['LogLines'];
export type LogUpdate = Schemas['LogUpdate'];
export type Metric = Schemas['Metric'];
export type Model = Schemas['Model'];
export type ModelDetail = Schemas['ModelDetail'];
export type Progress = Schemas['Progress'];
export type Run = Schemas['Run'];
export type RunAssets = Schemas['RunAssets'];
export type RunDetail = Schemas['RunDetail'];
export type RunLink = Schemas['RunLink'];
export type RunPage = Schemas['RunPage'];
export type Series = Schemas['Series'];
export type SeriesUpdate = Schemas['SeriesUpdate'];
export type Snapshot = Schemas['Snapshot'];
export type Status = Schemas['Status'];
export type SubmissionCheck = Schemas['SubmissionCheck'];
export type Update = Schemas['Update'];
export type FeedPart = Schemas['FeedPart'];
export type Workspace = Schemas['Workspace'];
export type WorkspaceList = Schemas['WorkspaceList'];

/** What went wrong, as every door of the server says it. */
export interface IProblem {
    code: string;
    message: string;
    hint: string;
    details?: Record<string, unknown>;
}

const FINAL: readonly Status[] = ['Completed', 'Failed', 'Canceled'];

/** Whether a run has ended; only a retry changes that. */
export function isFinal(status: Status): boolean {
    return FINAL.includes(status);
}
