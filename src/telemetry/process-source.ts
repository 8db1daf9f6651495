import { existsSync } from 'node:fs';
import { countOpenFiles, findTree, readProcess, residentBytes } from './process-tree.ts';
import { knownValues, type Clock, type TelemetrySource } from './source.ts';

/** Looking for new processes, and counting open files, takes longer than all the rest. */
const lookEveryMs = 2000;
/** Of the times in /proc: a constant of Linux's interface (USER_HZ). */
const ticksPerSecond = 100;

/** A process of this machine with all that came of it. Undefined where there is no /proc. */
export function processSource(root: number, clock: Clock): TelemetrySource | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  let pids: number[] = [];
  let lookedAtMs = -Infinity;
  let countsFiles = true;
  let before = { atMs: clock(), cpuTicks: 0, pids: '' };

  const look = (): void => {
    pids = findTree(root);
    lookedAtMs = clock();
    countsFiles = true;
  };
  const readTree = () => {
    const processes = pids.map((pid) => readProcess(pid)).filter((stat) => stat !== undefined);
    const sum = (of: (process: (typeof processes)[number]) => number) =>
      processes.reduce((total, process) => total + of(process), 0);
    return {
      atMs: clock(),
      count: processes.length,
      cpuTicks: sum(({ cpuTicks }) => cpuTicks),
      threads: sum(({ threads }) => threads),
      bytes: sum(({ pid }) => residentBytes(pid)),
      pids: pids.join(),
    };
  };

  return {
    begin() {
      look();
      before = readTree();
    },
    read() {
      if (clock() - lookedAtMs >= lookEveryMs) look();
      const now = readTree();
      if (now.count === 0) return {};
      const seconds = (now.atMs - before.atMs) / 1000;
      // Where another process was found, what it did before is not of this moment.
      const known = seconds > 0 && now.pids === before.pids && now.cpuTicks >= before.cpuTicks;
      const cpu = known ? (now.cpuTicks - before.cpuTicks) / ticksPerSecond / seconds : undefined;
      before = now;
      const files = countsFiles ? countOpenFiles(pids) : undefined;
      countsFiles = false;
      return knownValues({
        'target.cpu': cpu,
        'target.memory': now.bytes,
        'target.threads': now.threads,
        'target.processes': now.count,
        'target.files': files,
      });
    },
  };
}
