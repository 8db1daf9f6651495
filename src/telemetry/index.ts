export { readEnvironment } from './environment.ts';
export { watchRunner, type RunnerLoad, type RunnerMark, type RunnerWatch } from './runner-load.ts';
