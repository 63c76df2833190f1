export * from './clock';
export * from './format';
export * from './Progress';
export * from './Sparkline';
export * from './StatusMark';
export * from './texts';
export * from './Times';
export * from './trans';
