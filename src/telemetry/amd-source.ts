import { readdirSync } from 'node:fs';
import { combineGpus, type GpuReading } from './gpu-values.ts';
import { readTextFile, type ReadText } from './read-text.ts';
import type { TelemetrySource } from './source.ts';

/**
 * The AMD GPUs of this machine, by the files of their driver (amdgpu, in the kernel's documentation), which amd-smi and
 * rocm-smi read as well. Undefined where there is none.
 */
export function amdSource(
  directory = '/sys/class/drm',
  read: ReadText = readTextFile,
): TelemetrySource | undefined {
  const devices = list(directory)
    .filter((name) => /^card\d+$/u.test(name))
    .map((name) => `${directory}/${name}/device`)
    .filter((device) => read(`${device}/mem_info_vram_total`) !== undefined);
  const gpus = devices.map((device) => ({
    device,
    sensors: list(`${device}/hwmon`).map((name) => `${device}/hwmon/${name}`),
  }));
  if (gpus.length === 0) return undefined;
  return {
    read: () => combineGpus(gpus.map(({ device, sensors }) => readGpu(device, sensors[0] ?? device, read))),
  };
}

/** Power in µW, temperature in thousandths, the clock in Hz; older drivers average the power, newer ones do not. */
function readGpu(device: string, sensors: string, read: ReadText): GpuReading {
  const numberIn = (path: string): number => Number(read(path)?.trim() || NaN);
  const average = numberIn(`${sensors}/power1_average`);
  return {
    busy: numberIn(`${device}/gpu_busy_percent`) / 100,
    memoryBytes: numberIn(`${device}/mem_info_vram_used`),
    memoryTotalBytes: numberIn(`${device}/mem_info_vram_total`),
    powerWatts: (Number.isNaN(average) ? numberIn(`${sensors}/power1_input`) : average) / 1e6,
    clockMHz: numberIn(`${sensors}/freq1_input`) / 1e6,
    temperature: numberIn(`${sensors}/temp1_input`) / 1000,
    // The driver has no file for it.
    isThrottled: undefined,
  };
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
