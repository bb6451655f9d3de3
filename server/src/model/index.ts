export * from './component.ts';
export * from './environment.ts';
export * from './facts.ts';
export * from './finding.ts';
export * from './site.ts';
export * from './span.ts';
export * from './text.ts';
