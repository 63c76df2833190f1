export * from './MetricsView';
export * from './MonitorView';
