import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { combineGpus, type GpuReading } from './gpu-values.ts';
import type { TelemetrySource } from './source.ts';

const everyMs = 500;
const bytesPerMebibyte = 1024 * 1024;
/** The names that old and new drivers take; newer ones call the last `clocks_event_reasons`. */
const fields = [
  'index',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'power.draw',
  'clocks.sm',
  'temperature.gpu',
  'clocks_throttle_reasons.active',
];
/** Bits of NVML's clocks event reasons: power cap, hardware slowdown, heat (software, hardware), power brake. */
const slowdownBits = 0x4n | 0x8n | 0x20n | 0x40n | 0x80n;

/**
 * The NVIDIA GPUs of this machine, told twice a second by one `nvidia-smi` that runs from the first sampling until the end.
 * Where there is none, or its driver does not answer, nothing is told.
 */
export function nvidiaSource(command = 'nvidia-smi'): TelemetrySource {
  let child: ChildProcessByStdio<null, Readable, null> | undefined;
  const gpus = new Map<string, GpuReading>();
  let isNews = false;

  const start = () => {
    const query = [`--query-gpu=${fields.join()}`, '--format=csv,noheader,nounits', '-lms', String(everyMs)];
    const started = spawn(command, query, { stdio: ['ignore', 'pipe', 'ignore'] });
    // It is not installed.
    started.once('error', () => gpus.clear());
    createInterface({ input: started.stdout }).on('line', (line) => {
      const gpu = parseGpuLine(line);
      if (!gpu) return;
      gpus.set(gpu.index, gpu);
      isNews = true;
    });
    // It keeps no program alive, and ends by itself when nobody reads what it writes.
    started.unref();
    (started.stdout as Socket).unref();
    return started;
  };

  return {
    begin() {
      child ??= start();
      isNews = false;
    },
    read() {
      if (!isNews) return {};
      isNews = false;
      return combineGpus([...gpus.values()]);
    },
    // Nobody waits for it: a driver that hangs would hold it.
    close: () => void child?.kill('SIGKILL'),
  };
}

/** `0, 87, 61203, 81559, 412.31, 1980, 64, 0x0000000000000004`; what is not supported is in brackets. */
export function parseGpuLine(line: string): (GpuReading & { index: string }) | undefined {
  const [index = '', ...columns] = line.split(',').map((column) => column.trim());
  if (columns.length !== fields.length - 1 || !/^\d+$/u.test(index)) return undefined;
  const [busy = NaN, used = NaN, total = NaN, powerWatts = NaN, clockMHz = NaN, temperature = NaN] =
    columns.map(Number);
  const reasons = /^0x[\da-f]+$/iu.exec(columns.at(-1)!)?.[0];
  return {
    index,
    busy: busy / 100,
    memoryBytes: used * bytesPerMebibyte,
    memoryTotalBytes: total * bytesPerMebibyte,
    powerWatts,
    clockMHz,
    temperature,
    isThrottled: reasons === undefined ? undefined : (BigInt(reasons) & slowdownBits) !== 0n,
  };
}
