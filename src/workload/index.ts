/** Request classes and datasets into the inputs of a run. Pure: texts come in, items go out; `scenario/` draws from them. */
export { parseArrivalTrace } from './arrival-trace.ts';
export { parseDataset } from './dataset.ts';
export type { DatasetFormat } from './dataset.ts';
export { makeWorkload } from './make-workload.ts';
export type { ClassRows } from './make-workload.ts';
