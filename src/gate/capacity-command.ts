import type { Command } from 'commander';
import { loadGate } from '../config/index.ts';
import { SluiceError } from '../model/error.ts';
import type { PromisePlan } from '../model/plan.ts';
import { renderCapacity, renderCapacityJson } from '../report/index.ts';
import type { Promised } from '../report/index.ts';
import { characterise } from '../verdict/index.ts';
import { readRun } from './compare.ts';

interface CapacityFlags {
  run: string;
  base?: string;
  config?: string;
  json?: boolean;
}

/** `sluice capacity`: what may be promised of the server that a stored run is of. */
export function addCapacityCommand(
  program: Command,
  ending: (work: (flags: CapacityFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('capacity')
    .description('tell what the server of a stored run takes within its limits, and what that costs')
    .requiredOption('--run <file>', 'run with a ramp, or with closed loops')
    .option('--base <file>', 'run of the base, to tell what the change costs a month')
    .option('--config <file>', 'settings whose `slo:` and `cost:` parts to use')
    .option('--json', 'print it as JSON on stdout')
    .action(ending(commandCapacity));
}

async function commandCapacity({ run, base, config, json }: CapacityFlags): Promise<number> {
  const promises = loadGate({ workspace: process.cwd(), ...(config ? { config } : {}) });
  const candidate = promisedBy(run, promises);
  const before = base === undefined ? undefined : promisedBy(base, promises);
  process.stdout.write((json ? renderCapacityJson : renderCapacity)(candidate, before));
  return 0;
}

function promisedBy(file: string, promises: PromisePlan): Promised {
  const { capacity, cost } = characterise(readRun(file), promises);
  if (capacity) return { capacity, ...(cost ? { cost } : {}) };
  throw new SluiceError('nothing-measured', {
    fact: `${file} holds no valid step of a ramp and no closed loop, so it tells of no capacity.`,
    remedy: 'Measure again with `ramp`, `closed` or `batching` among the scenarios of the profile.',
  });
}
