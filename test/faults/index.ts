import { faults as data } from './data/index.ts';
import type { Fault } from './fault.ts';
import { faults as model } from './model/index.ts';
import { faults as platform } from './platform/index.ts';
import { faults as runner } from './runner/index.ts';

/** The whole matrix, in the order of the table. */
export const faults: Fault[] = [...model, ...runner, ...platform, ...data];
