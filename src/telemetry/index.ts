export { watchConditions } from './block-conditions.ts';
export { watchCpuLimit, type ContainerProcess } from './container-quota.ts';
export { readUsableCores, type UsableCores } from './cores.ts';
export { readEnvironment } from './environment.ts';
export { prefixCacheCounters, prefixCacheUse } from './prefix-cache.ts';
export { watchRunner, type RunnerLoad, type RunnerMark, type RunnerWatch } from './runner-load.ts';
export { openMetricsReader, type MetricsReader } from './server-metrics.ts';
