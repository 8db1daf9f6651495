import { readCgroupCores, readCgroupMemoryBytes } from '../../../src/telemetry/cgroup.ts';
import { parseCpuLine } from '../../../src/telemetry/cpu-ticks.ts';
import { combineGpus } from '../../../src/telemetry/gpu-values.ts';
import { networkBytes } from '../../../src/telemetry/network-bytes.ts';
import { parseGpuLine } from '../../../src/telemetry/nvidia-source.ts';
import { readProcess } from '../../../src/telemetry/process-tree.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite } from '../properties.ts';

/** What the machine and its drivers tell, line by line: numbers, or nothing. */
export const machineLines: FuzzTarget = {
  name: 'machine-lines',
  covers: ['src/telemetry'],
  seeds: () => [
    '0, 97, 40000, 81559, 300.5, 1980, 61, 0x0000000000000004\n1, [N/A], 0, 81559, [N/A], 210, 30, 0x0\n',
    'cpu  74608 2520 24433 1117073 6176 4054 0 7 0 0\n',
    'Inter-|   Receive\n face |bytes\n  lo: 1 2 3 4 5 6 7 8 9 10\neth0: 1203 8 0 0 0 0 0 0 904 7 0 0 0 0 0 0\n',
    '4242 (a b) c) S 1 4242 4242 0 -1 4194560 100 0 0 0 12 3 1 0 20 0 7 0 100 200 300\n',
    '150000 100000\n0::/a/b\n9223372036854771712\n',
  ],
  words: [',', ' ', '0x', '[N/A]', '-', ')', ':', 'max', '1e999', '18446744073709551616'],
  check(bytes) {
    const text = bytes.toString();
    const read = (path: string) => (path === '/proc/self/net/dev' ? '' : text);
    const gpus = text.split('\n').flatMap((line) => parseGpuLine(line) ?? []);
    finite(combineGpus(gpus));
    finite(networkBytes(1, read));
    finite(parseCpuLine(text));
    finite(readProcess(1, read));
    finite(readCgroupCores(read));
    finite(readCgroupMemoryBytes(read));
  },
};
