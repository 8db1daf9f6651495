import type { GeneratorHealth } from '../../model/sample.ts';
import type { WorkerReport } from './frames.ts';

/** The worst of the workers, and the sum of their work. */
export function workersHealth(
  reports: readonly WorkerReport[],
): Pick<
  GeneratorHealth,
  'eventLoopDelayMs' | 'cpuShare' | 'busiestWorkerShare' | 'gcPauseMs' | 'connectionsOpened'
> {
  const worst = (of: (report: WorkerReport) => number) => Math.max(0, ...reports.map(of));
  const sum = (of: (report: WorkerReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  const share = ({ cpuSeconds, wallMs }: WorkerReport) => (1000 * cpuSeconds) / Math.max(1, wallMs);
  return {
    eventLoopDelayMs: {
      p50: worst(({ eventLoopDelayMs }) => eventLoopDelayMs.p50),
      p99: worst(({ eventLoopDelayMs }) => eventLoopDelayMs.p99),
      max: worst(({ eventLoopDelayMs }) => eventLoopDelayMs.max),
    },
    cpuShare: sum(share),
    busiestWorkerShare: worst(share),
    gcPauseMs: {
      total: sum(({ gcPauseMs }) => gcPauseMs.total),
      max: worst(({ gcPauseMs }) => gcPauseMs.max),
    },
    connectionsOpened: sum(({ connectionsOpened }) => connectionsOpened),
  };
}
