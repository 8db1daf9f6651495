import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './observed.ts';

interface StoredBlock {
  scenario: string;
  validity: { valid: boolean; cause?: string; reason?: string };
  classes: Record<string, { attempted: number; completed: number; errors: Record<string, number> }>;
}

/** Of the run file, the part that faults look at. */
export interface StoredRun {
  blocks: StoredBlock[];
  warnings: string[];
}

export function readRun(output: string, name = 'run-candidate.json'): StoredRun {
  const file = join(output, name);
  if (!existsSync(file)) throw new Error(`${name} is missing.`);
  return readJson<StoredRun>(file)!;
}

/** How many errors of which kind a run has, in all its blocks. */
export function errorKinds(output: string, name?: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { errors } of readRun(output, name).blocks.flatMap(({ classes }) => Object.values(classes)))
    for (const [kind, count] of Object.entries(errors))
      if (count > 0) counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
}
