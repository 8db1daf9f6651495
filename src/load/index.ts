export { createEngine } from './engine.ts';
export type { Engine, EngineOptions, RunOptions } from './engine.ts';
export type { EngineProgress } from './engine-progress.ts';
export type { Endpoint } from './endpoint.ts';
export { recordBlock } from './record-block.ts';
export { recordParts } from './record-parts.ts';
export type { RecordContext } from './record-block.ts';
