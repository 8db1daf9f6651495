/** The traffic of a log as request classes and an arrival pattern. */
export { describeFit, renderFitYaml } from './describe-fit.ts';
export type { FitSource } from './describe-fit.ts';
export { fitTraffic } from './fit-traffic.ts';
export type { FittedClass, TrafficFit } from './fit-traffic.ts';
export { readLog } from './read-log.ts';
export type { LogOptions, LogRow, ReadLog } from './read-log.ts';
