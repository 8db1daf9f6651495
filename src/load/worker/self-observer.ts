import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import type { SenderReport } from '../messages.ts';

const resolutionMs = 10;

/** Watches the thread it runs in, for the length of a block: event-loop delay, CPU, garbage collection. */
export class SelfObserver {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #gcObserver: PerformanceObserver;
  #gc = { total: 0, max: 0 };
  #cpuBefore = process.threadCpuUsage();

  constructor() {
    this.#gcObserver = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        this.#gc.total += entry.duration;
        this.#gc.max = Math.max(this.#gc.max, entry.duration);
      }
    });
  }

  start(): void {
    this.#gc = { total: 0, max: 0 };
    this.#delay.reset();
    this.#delay.enable();
    this.#gcObserver.observe({ entryTypes: ['gc'] });
    this.#cpuBefore = process.threadCpuUsage();
  }

  stop(): Pick<SenderReport, 'eventLoopDelayMs' | 'cpuSeconds' | 'gcPauseMs'> {
    const used = process.threadCpuUsage(this.#cpuBefore);
    this.#delay.disable();
    this.#gcObserver.disconnect();
    // The monitor records the time from one of its timers to the next, which is its resolution when nothing is late.
    const late = (nanoseconds: number) =>
      this.#delay.count === 0 ? 0 : Math.max(0, nanoseconds / 1e6 - resolutionMs);
    return {
      eventLoopDelayMs: {
        p50: late(this.#delay.percentile(50)),
        p99: late(this.#delay.percentile(99)),
        max: late(this.#delay.max),
      },
      cpuSeconds: (used.user + used.system) / 1e6,
      gcPauseMs: this.#gc,
    };
  }
}
