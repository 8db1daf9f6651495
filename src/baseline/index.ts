export { appendRun, startBaseline } from './append.ts';
export { baselineSchema, type BaselineFile, type NamedText, type RecordedRun } from './baseline-file.ts';
export { formatBaseline } from './format.ts';
export { matchHistory, type Incomparable, type Wanted } from './match.ts';
export { parseBaseline } from './parse.ts';
export { parseBaselines, readBaselines } from './read.ts';
export { readBaselinesAt, type BaselinesAt } from './read-at.ts';
export { writeBaseline } from './write.ts';
