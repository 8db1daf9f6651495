import { createHash } from 'node:crypto';
import type { Environment } from '../model/run.ts';

/**
 * The environment fingerprint: the first 12 hexadecimal digits of SHA-256 over what decides about speed and stays the
 * same from one run to the next on the same kind of machine.
 *
 * Left out are the kernel's release, Node's version and the runner image's weekly version: they change every few
 * days on a fleet of equal machines, mostly without a word on speed, and each would start a new, empty history.
 * They stay beside each run, to be looked at when a trend jumps. Memory is rounded to whole GiB, because the part
 * that a kernel keeps for itself differs by some MiB.
 */
export function fingerprintEnvironment(
  environment: Pick<Environment, 'cpuModel' | 'cores' | 'memoryGiB' | 'gpus' | 'runnerImage'>,
): string {
  const decisive = [
    environment.cpuModel,
    environment.cores,
    Math.round(environment.memoryGiB),
    [...environment.gpus].sort(),
    withoutWeeklyVersion(environment.runnerImage),
  ];
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex').slice(0, 12);
}

/** `ubuntu24 20261101.1.0` -> `ubuntu24`: a date of eight digits starts the version of a hosted runner's image. */
function withoutWeeklyVersion(runnerImage: string): string {
  return runnerImage.replace(/ \d{8}(?:\.\d+)*$/u, '');
}
