/** Files of results and samples, and runs. Pure: texts and lines come in, texts go out. */
export { decodeRun, encodeRun } from './run-file.ts';
export { readSamples } from './samples.ts';
export type { SampleSet } from './sample-runs.ts';
