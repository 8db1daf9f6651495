import { quantile7 } from '../simulator/tail-threshold.ts';

/** Of values in any order, at least one. */
export const median = (values: ArrayLike<number>): number => quantile7(Float64Array.from(values).sort(), 0.5);
