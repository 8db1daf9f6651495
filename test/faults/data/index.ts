import type { Fault } from '../fault.ts';
import { archives } from './archives.ts';
import { baselines } from './baselines.ts';
import { datasets } from './datasets.ts';
import { runs } from './runs.ts';
import { configs } from './settings.ts';

export const faults: Fault[] = [...baselines, ...runs, ...configs, ...datasets, ...archives];
