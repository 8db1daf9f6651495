import { execa } from 'execa';

const timeoutMs = 5000;

/** Models of the NVIDIA GPUs, one entry each; empty where there is none, and where their driver does not answer. */
export async function readGpus(): Promise<string[]> {
  const result = await execa('nvidia-smi', ['-L'], {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024,
  });
  return result.failed ? [] : parseGpuList(result.stdout);
}

/**
 * `GPU 0: NVIDIA H200 (UUID: GPU-...)` -> `NVIDIA H200`. A GPU that is cut into instances (MIG) is followed by them,
 * indented; then they are what a program gets, and stand in its place: `NVIDIA H200 MIG 1g.18gb`.
 * The UUID is left out: it names one board, and equal boards are equal environments.
 */
export function parseGpuList(output: string): string[] {
  const gpus: { name: string; instances: string[] }[] = [];
  for (const line of output.split('\n')) {
    const gpu = /^GPU \d+: (.+?)(?: \(UUID: .*\))?\s*$/u.exec(line)?.[1];
    const instance = /^\s+(MIG \S+)/u.exec(line)?.[1];
    if (gpu !== undefined) gpus.push({ name: gpu, instances: [] });
    else if (instance !== undefined) gpus.at(-1)?.instances.push(instance);
  }
  return gpus.flatMap(({ name, instances }) =>
    instances.length === 0 ? [name] : instances.map((instance) => `${name} ${instance}`),
  );
}
