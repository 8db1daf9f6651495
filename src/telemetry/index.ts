export { watchConditions } from './block-conditions.ts';
export { readUsableCores, type UsableCores } from './cores.ts';
export { readEnvironment } from './environment.ts';
export { watchRunner, type RunnerLoad, type RunnerMark, type RunnerWatch } from './runner-load.ts';
