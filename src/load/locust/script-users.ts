import type { BlockPlan } from '../../model/schedule.ts';
import type { WorkerReport } from './frames.ts';
import { scriptFault } from './script-fault.ts';

export interface PresenceBounds {
  /** When the test began, on the clock of the machine. */
  originMs: number;
  /** Users that were there, of those that were asked for. */
  minimumShare: number;
  file: string;
}

/**
 * The users of a closed loop have to be there until its measured part is over: the throughput is counted for all of them, and
 * would come out as if those that ended had gone on like the others. A locustfile that has sent as many requests as it was
 * asked for may end them.
 * @throws SluiceError `engine-script-failed`
 */
export function assertPresence(
  { arrivals, leadInMs, durationMs }: Pick<BlockPlan, 'arrivals' | 'leadInMs' | 'durationMs'>,
  requests: number,
  reports: readonly Pick<WorkerReport, 'users' | 'endedAtMs'>[],
  { originMs, minimumShare, file }: PresenceBounds,
): void {
  if (arrivals.kind !== 'closed' || requests >= arrivals.loop.itemIndex.length) return;
  const asked = arrivals.loop.concurrency;
  const started = reports.reduce((sum, { users = 0 }) => sum + users, 0);
  const presentMs = (endedAtMs: number) => Math.min(durationMs, Math.max(0, endedAtMs - originMs - leadInMs));
  const missing = reports
    .flatMap(({ endedAtMs = [] }) => endedAtMs.map((atMs) => 1 - presentMs(atMs) / durationMs))
    .filter((share) => share > 0);
  const share = (started - missing.reduce((sum, each) => sum + each, 0)) / asked;
  if (share >= minimumShare) return;
  throw scriptFault(
    file,
    `Of ${asked} users that were asked for ${started} were started, and ${missing.length} of them ended before the block did.`,
    'Let users run until Locust stops them: without `StopUser`, an exception in `on_start`, or a `LoadTestShape`.',
  );
}
