import { counted } from '../numbers.ts';
import type { DiagnosisInput } from './input.ts';

/** Of its size or limit: what is fuller than this fails at the next large request. */
export const nearlyFull = 0.95;
/** A GPU this full is where memory ran out, if the host's did not. */
const gpuIsFull = 0.9;

/** That memory ran out, as clauses; empty where it did not. */
export function ranOutOfMemory({ errors, telemetry, durationMs, endings }: DiagnosisInput): string[] {
  const failed = errors['out-of-memory'] ?? 0;
  const kills = Math.round(((telemetry['target.oom-kills']?.mean ?? 0) * durationMs) / 1000);
  const ended = endings.find(({ outOfMemory }) => outOfMemory);
  return [
    ...(failed > 0 ? [`${counted(failed, 'request')} failed for want of memory`] : []),
    ...(kills > 0
      ? [`the kernel killed ${kills === 1 ? 'a process' : `${kills} processes`} for want of memory`]
      : []),
    ...(ended ? [`it ${ended.how}`] : []),
  ];
}

/** Of its limit, the most that the target used; undefined where either is not known. */
export function hostMemoryShare({ telemetry }: DiagnosisInput): number | undefined {
  const [used, limit] = [telemetry['target.memory'], telemetry['target.memory-limit']];
  return used && limit && limit.mean > 0 ? used.most / limit.mean : undefined;
}

export function gpuMemoryShare({ telemetry }: DiagnosisInput): number | undefined {
  const [used, total] = [telemetry['gpu.memory'], telemetry['gpu.memory-total']];
  return used && total && total.mean > 0 ? used.most / total.mean : undefined;
}

/** Where memory ran out, of which of the two: the host's wherever that is told, since an error names neither. */
export function ranOutOnGpu(input: DiagnosisInput): boolean {
  const killed = (input.telemetry['target.oom-kills']?.mean ?? 0) > 0;
  const hostIsFull = (hostMemoryShare(input) ?? 0) >= nearlyFull;
  return !killed && !hostIsFull && (gpuMemoryShare(input) ?? 0) >= gpuIsFull;
}
