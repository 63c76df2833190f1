export type { IFileLooks, IRunActions, IRunPage } from './context';
export { RunPage, TAB_NAMES } from './RunPage';
export type { TabName } from './RunPage';
