import { readCpuTicks, type CpuTicks } from './cpu-ticks.ts';
import { knownValues, type TelemetrySource } from './source.ts';

/** The machine that Sluice runs on, all cores together: what worked, and what the hypervisor gave to others. */
export function runnerSource(readTicks: () => CpuTicks = readCpuTicks): TelemetrySource {
  let before = readTicks();
  return {
    begin() {
      before = readTicks();
    },
    read() {
      const now = readTicks();
      const total = now.total - before.total;
      const share = (ticks: number): number => Math.min(1, Math.max(0, ticks / total));
      const stolen = now.steal === undefined || before.steal === undefined ? NaN : now.steal - before.steal;
      const values = { 'runner.busy': share(now.busy - before.busy), 'runner.stolen': share(stolen) };
      before = now;
      return total > 0 ? knownValues(values) : {};
    },
  };
}
