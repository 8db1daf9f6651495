import type { Fault } from '../fault.ts';
import { faults as endings } from './endings.ts';
import { faults as machine } from './machine.ts';

/** The machine, the runner, or a person does wrong. */
export const faults: Fault[] = [...endings, ...machine];
