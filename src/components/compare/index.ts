export * from './CompareView';
export * from './service';
