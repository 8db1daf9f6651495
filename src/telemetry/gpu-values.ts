import { knownValues, type TelemetryValues } from './source.ts';

/** One GPU at one moment; NaN where its driver does not tell. */
export interface GpuReading {
  /** 0 to 1. */
  busy: number;
  memoryBytes: number;
  memoryTotalBytes: number;
  powerWatts: number;
  clockMHz: number;
  temperature: number;
  /** Its clock is held down: by the power limit, by heat, or by the board. Undefined where its driver does not tell. */
  isThrottled: boolean | undefined;
}

/** A GPU with less of its memory in use serves nobody. */
const leastShareInUse = 0.02;

/**
 * The GPUs that somebody uses as one: memory and power added up, of the rest the busiest, the hottest and the slowest clock.
 * All of them where none seems to be in use.
 */
export function combineGpus(readings: readonly GpuReading[]): TelemetryValues {
  const inUse = readings.filter(
    ({ memoryBytes, memoryTotalBytes }) => !(memoryBytes / memoryTotalBytes < leastShareInUse),
  );
  const gpus = inUse.length > 0 ? inUse : readings;
  if (gpus.length === 0) return {};
  const known = (of: (gpu: GpuReading) => number): number[] =>
    gpus.map(of).filter((value) => !Number.isNaN(value));
  const sum = (values: number[]) =>
    values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  // Of an empty list it is infinite, which is not known.
  return knownValues({
    'gpu.busy': Math.max(...known(({ busy }) => busy)),
    'gpu.memory': sum(known(({ memoryBytes }) => memoryBytes)),
    'gpu.memory-total': sum(known(({ memoryTotalBytes }) => memoryTotalBytes)),
    'gpu.power': sum(known(({ powerWatts }) => powerWatts)),
    'gpu.clock': Math.min(...known(({ clockMHz }) => clockMHz)),
    'gpu.temperature': Math.max(...known(({ temperature }) => temperature)),
    'gpu.throttled': gpus.every(({ isThrottled }) => isThrottled === undefined)
      ? undefined
      : gpus.filter(({ isThrottled }) => isThrottled).length,
  });
}
