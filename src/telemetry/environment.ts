import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Environment } from '../model/run.ts';
import { readCgroupCores, readCgroupMemoryBytes } from './cgroup.ts';
import { fingerprintEnvironment } from './fingerprint.ts';
import { readGpus } from './gpu.ts';
import { readTextFile } from './read-text.ts';

const bytesPerGiB = 2 ** 30;

/** The machine that a run was measured on, as far as it decides about speed. Never throws: what cannot be read is empty. */
export async function readEnvironment(): Promise<Environment> {
  const parts = {
    cpuModel: readCpuModel(),
    cores: Math.min(availableParallelism(), readCgroupCores() ?? Infinity),
    memoryGiB: roundTo(Math.min(totalmem(), readCgroupMemoryBytes() ?? Infinity) / bytesPerGiB, 1),
    gpus: await readGpus(),
    kernel: `${type()} ${release()}`,
    runnerImage: readRunnerImage(process.env),
    nodeVersion: process.version,
  };
  return { fingerprint: fingerprintEnvironment(parts), ...parts };
}

/** Distinct models, since machines with two kinds of cores exist. Linux on ARM tells numbers in place of a name. */
function readCpuModel(): string {
  const named = cpus()
    .map(({ model }) => model.replace(/\s+/gu, ' ').trim())
    .filter((model) => model !== '' && model !== 'unknown');
  if (named.length > 0) return [...new Set(named)].sort().join(' + ');
  const part = [/^CPU implementer\s*:\s*(\S+)/mu, /^CPU part\s*:\s*(\S+)/mu]
    .map((pattern) => pattern.exec(readTextFile('/proc/cpuinfo') ?? '')?.[1])
    .filter((text) => text !== undefined);
  return [arch(), ...part].join(' ');
}

/**
 * GitHub's hosted runners tell the image and its weekly version (`ubuntu24 20261101.1.0`). Elsewhere it is the
 * distribution (`debian 12`), or the system's name.
 */
export function readRunnerImage(variables: NodeJS.ProcessEnv): string {
  const { ImageOS, ImageVersion } = variables;
  if (ImageOS) return ImageVersion ? `${ImageOS} ${ImageVersion}` : ImageOS;
  const release = readTextFile('/etc/os-release') ?? '';
  const [id, version] = ['ID', 'VERSION_ID'].map(
    (name) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'mu').exec(release)?.[1],
  );
  return [id ?? type(), version].filter(Boolean).join(' ');
}

function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
