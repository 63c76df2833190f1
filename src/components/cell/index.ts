export type { ICellActions } from './CellHead';
export * from './RunCell';
