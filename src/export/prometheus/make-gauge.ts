import type { Gauge } from 'prom-client';

/** @param name without the prefix of all our metrics */
export type MakeGauge = <L extends string>(name: string, help: string, labelNames?: readonly L[]) => Gauge<L>;
