import type { Fault } from '../fault.ts';
import { artifacts } from './artifacts.ts';
import { bases } from './base.ts';
import { calls } from './calls.ts';
import { gate } from './gate.ts';
import { publishing } from './publishing.ts';
import { runnerFiles } from './runner-files.ts';
import { tokens } from './tokens.ts';

export const faults: Fault[] = [
  ...calls,
  ...gate,
  ...bases,
  ...publishing,
  ...tokens,
  ...runnerFiles,
  ...artifacts,
];
