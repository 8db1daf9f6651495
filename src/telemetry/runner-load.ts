import { loadavg } from 'node:os';
import { quantile } from 'simple-statistics';
import { readCpuTicks, type CpuTicks } from './cpu-ticks.ts';

const samplesPerSecond = 3;
/** 90 minutes; older samples are forgotten, which costs the p95 of longer spans their beginning. */
const capacity = 90 * 60 * samplesPerSecond;

/** How busy the machine was over a span of time, all cores together. Shares are 0 to 1. */
export interface RunnerLoad {
  /**
   * CPU time that the hypervisor gave to other machines. The mean is over the whole span, the p95 over its thirds of a
   * second. Null where the system does not tell (not Linux), or when no time has passed.
   */
  stealShare: { mean: number; p95: number } | null;
  /** Mean share of the CPU time in which a core worked, for anybody. Null when no time has passed. */
  cpuBusyShare: number | null;
  /** Of the last minute, at the span's end: runnable and waiting tasks. */
  loadAverage: number;
  sampleCount: number;
}

/** A moment to count from. */
export interface RunnerMark {
  ticks: CpuTicks;
  /** How many samples had been taken. */
  position: number;
}

export interface RunnerWatch {
  mark(): RunnerMark;
  /** From the mark until now; any number of times, for spans that overlap, too. */
  since(mark: RunnerMark): RunnerLoad;
  /** Ends the watch; from its start until now. */
  stop(): RunnerLoad;
}

export interface RunnerWatchSources {
  readTicks: () => CpuTicks;
  /** Calls back about three times a second, until the returned function is called. */
  repeat: (work: () => void) => () => void;
}

/** Watches the machine's CPUs from now on. Memory is bounded, and the timer keeps no program alive. */
export function watchRunner(sources: RunnerWatchSources = systemSources): RunnerWatch {
  const samples: CpuTicks[] = [];
  let taken = 0;
  const end = sources.repeat(() => {
    samples[taken % capacity] = sources.readTicks();
    taken += 1;
  });
  const mark = (): RunnerMark => ({ ticks: sources.readTicks(), position: taken });
  const begin = mark();

  function since(from: RunnerMark): RunnerLoad {
    const oldest = Math.max(from.position, taken - capacity);
    const between = Array.from({ length: taken - oldest }, (_, i) => samples[(oldest + i) % capacity]!);
    // When the beginning is forgotten, the first kept sample starts the intervals.
    const line = [...(oldest === from.position ? [from.ticks] : []), ...between, sources.readTicks()];
    return summarise(from.ticks, line);
  }

  return {
    mark,
    since,
    stop() {
      end();
      return since(begin);
    },
  };
}

function summarise(first: CpuTicks, line: CpuTicks[]): RunnerLoad {
  const whole = shareBetween(first, line.at(-1)!);
  const shares = line
    .slice(1)
    .map((ticks, i) => shareBetween(line[i]!, ticks)?.steal)
    .filter((share) => share !== undefined);
  return {
    stealShare:
      whole?.steal === undefined || shares.length === 0
        ? null
        : { mean: whole.steal, p95: quantile(shares, 0.95) },
    cpuBusyShare: whole ? whole.busy : null,
    loadAverage: loadavg()[0] ?? 0,
    sampleCount: line.length,
  };
}

/** Undefined when the counters did not move. */
function shareBetween(from: CpuTicks, to: CpuTicks): { busy: number; steal: number | undefined } | undefined {
  const total = to.total - from.total;
  if (total <= 0) return undefined;
  // Single counters of /proc/stat may go back a little (proc(5) says so of iowait); a share does not.
  const share = (ticks: number): number => Math.min(1, Math.max(0, ticks / total));
  return {
    busy: share(to.busy - from.busy),
    steal: to.steal === undefined || from.steal === undefined ? undefined : share(to.steal - from.steal),
  };
}

const systemSources: RunnerWatchSources = {
  readTicks: readCpuTicks,
  repeat(work) {
    const timer = setInterval(work, 1000 / samplesPerSecond);
    timer.unref();
    return () => clearInterval(timer);
  },
};
