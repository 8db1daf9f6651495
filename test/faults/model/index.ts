import type { Fault } from '../fault.ts';
import { faults as answers } from './answers.ts';
import { faults as containers } from './containers.ts';
import { faults as engine } from './engine.ts';
import { faults as starts } from './starts.ts';
import { faults as talk } from './talk.ts';

/** The model server does wrong. */
export const faults: Fault[] = [...starts, ...answers, ...talk, ...containers, ...engine];
