/** Files of results and samples, and runs. Pure: texts and lines come in, texts go out. */
export { decodeError, decodeVerdict, encodeError, type GateError } from './result-file.ts';
export { decodeRun, encodeRun } from './run-file.ts';
export { readRunHead, type RunHead } from './run-head.ts';
export { readSamples } from './samples.ts';
export type { SampleSet } from './sample-runs.ts';
export { exportSamples } from './export-csv.ts';
export { exportNames, exportRun, type ExportName } from './export.ts';
export { headCharacters, toolNames, type ToolName } from './formats/format.ts';
export type { ImportOptions } from './import-run.ts';
export { importLines, importText, recogniseFormat } from './import.ts';
