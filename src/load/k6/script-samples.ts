import { SluiceError } from '../../model/error.ts';
import { outcomes, type ErrorExample, type Outcome } from '../../model/sample.ts';
import { mostRequestsPerBlock, type BlockPlan, type WorkloadClass } from '../../model/schedule.ts';
import type { ColumnStore, EngineSamples } from '../columns.ts';
import { refusalKind } from '../protocols/refusal.ts';
import { ErrorExamples } from '../worker/error-examples.ts';
import type { HttpPoint } from './points.ts';
import type { ReportedRequest } from './script-report.ts';
import { classifyFault } from './transport-fault.ts';

export interface ScriptSamples {
  samples: EngineSamples;
  errorExamples: ErrorExample[];
  localFaults: number;
  startedAtEpochMs: number;
}

/** A script that ends before this share of the block was not told of its length. */
const leastShare = 0.5;

interface ScriptPlace {
  block: BlockPlan;
  classes: readonly WorkloadClass[];
  store: ColumnStore;
  file: string;
}

/**
 * The requests of a user's own script as the samples of a block, which begins with the first of them. A request is due when
 * it was sent: a script does not tell when it was meant to be.
 * @throws SluiceError `engine-script-failed` for requests of a class that the workload has not, a script that ends early, or one
 * whose users are not those of the closed loop
 */
export function samplesOfScript(
  points: readonly ReportedRequest[],
  { block, classes, store, file }: ScriptPlace,
): ScriptSamples {
  refuseCount(points.length, file);
  refuseOtherUsers(points, block, file);
  const sent = sendTimes(points, block).sort((a, b) => a.sentAtEpochMs - b.sentAtEpochMs);
  const originMs = sent[0]?.sentAtEpochMs ?? 0;
  refuseEarlyEnd((sent.at(-1)?.sentAtEpochMs ?? 0) - originMs, block, file);
  const classIndex = classReader(classes, file);
  const samples = store.take(sent.length);
  const examples = new ErrorExamples([]);
  let localFaults = 0;
  sent.forEach((point, row) => {
    const index = classIndex(point);
    const { outcome, local } = outcomeOf(point);
    if (local) localFaults++;
    samples.sentAtMs[row] = point.sentAtEpochMs - originMs;
    samples.dueAtMs[row] = point.sentAtEpochMs - originMs;
    samples.endAtMs[row] = point.endedAtEpochMs - originMs;
    samples.classIndex[row] = index;
    samples.httpStatus[row] = point.status;
    samples.outcome[row] = outcomes.indexOf(outcome);
    const message = point.error || (point.status > 0 ? `HTTP ${point.status}` : '');
    if (outcome !== 'ok') examples.note(outcome, classes[index]?.name ?? '', point.status, message);
  });
  return { samples, errorExamples: examples.list(), localFaults, startedAtEpochMs: originMs };
}

function refuseCount(requests: number, file: string): void {
  if (requests === 0)
    throw scriptFault(
      file,
      'The script reported no HTTP request.',
      'Send requests with k6/http: they become the samples.',
    );
  if (requests > mostRequestsPerBlock)
    throw scriptFault(
      file,
      `The script sent ${requests} requests in one block; ${mostRequestsPerBlock} are kept.`,
      'Shorten the block or lower the rate.',
    );
}

/** The throughput of a closed loop is that of its users: with others it is another measurement. */
function refuseOtherUsers(points: readonly ReportedRequest[], { arrivals }: BlockPlan, file: string): void {
  if (arrivals.kind !== 'closed' || points.some(({ user }) => user === undefined)) return;
  const users = new Set(points.map(({ user }) => user)).size;
  const asked = arrivals.loop.concurrency;
  // Of few requests, shared by many users, some get none.
  if (users <= asked && users >= Math.min(asked, points.length / 2)) return;
  throw scriptFault(
    file,
    `${users} users of the script reported requests, and ${asked} were asked.`,
    'Give the scenario of a closed loop as many VUs as `__ENV.SLUICE_USERS` says.',
  );
}

interface SentRequest extends HttpPoint {
  sentAtEpochMs: number;
}

/**
 * Of a request that found no connection k6 tells when it failed, and not how long that took. In a closed loop it has held its
 * user since the answer before: else a server that takes no connections would cost no time.
 */
function sendTimes(points: readonly ReportedRequest[], { arrivals }: BlockPlan): SentRequest[] {
  const beganMs = points.reduce(
    (least, { endedAtEpochMs, durationMs }) => Math.min(least, endedAtEpochMs - durationMs),
    Infinity,
  );
  const freeAtEpochMs = new Map<string, number>();
  return points
    .toSorted((a, b) => a.endedAtEpochMs - b.endedAtEpochMs)
    .map((point) => {
      const { endedAtEpochMs, durationMs, status, user = '' } = point;
      const freeMs = freeAtEpochMs.get(user) ?? beganMs;
      freeAtEpochMs.set(user, endedAtEpochMs);
      const hung = arrivals.kind === 'closed' && user !== '' && status === 0 && durationMs === 0;
      return { ...point, sentAtEpochMs: hung ? freeMs : endedAtEpochMs - durationMs };
    });
}

/** What a script sent over what was asked, lead-in included; k6 drops what it has no VU for. A closed loop asks for no rate. */
export function achievedRate(
  { arrivals, ratePerSecond, leadInMs, durationMs }: BlockPlan,
  sent: number,
  dropped: number,
): number {
  if (arrivals.kind === 'closed' || ratePerSecond === undefined) return 1;
  // A part of a request is never sent.
  const asked = Math.max(1, Math.floor((ratePerSecond * (leadInMs + durationMs)) / 1000));
  return Math.min(1, sent / asked, sent / (sent + dropped));
}

/**
 * k6 cuts off what still runs when the scenario and its `gracefulStop` are over, and reports nothing of it: the slowest
 * requests would be missing, and the server that hung on them would look the better for it.
 * @throws SluiceError `engine-script-failed`
 */
export function refuseInterrupted(interrupted: number, file: string): void {
  if (interrupted === 0) return;
  throw scriptFault(
    file,
    `k6 cut off ${interrupted} iterations of the script that were still running at its end, and reports nothing of their last requests.`,
    "Give requests a `timeout` that is shorter than the scenario's `gracefulStop` (30 s where it is not said): `http.post(url, body, { timeout: '20s' })`. What takes longer then counts as a timeout.",
  );
}

function refuseEarlyEnd(
  lastSentMs: number,
  { arrivals, leadInMs, durationMs }: BlockPlan,
  file: string,
): void {
  const wholeMs = leadInMs + durationMs;
  if (arrivals.kind === 'closed' || lastSentMs >= leastShare * wholeMs) return;
  throw scriptFault(
    file,
    `The script sent its last request ${(lastSentMs / 1000).toFixed(1)} s after its first, in a block of ${wholeMs / 1000} s.`,
    'Let it send for `__ENV.SLUICE_DURATION_SECONDS` seconds, at `__ENV.SLUICE_RATE` requests a second.',
  );
}

function classReader(classes: readonly WorkloadClass[], file: string): (point: HttpPoint) => number {
  const byName = new Map(classes.map(({ name }, index) => [name, index]));
  const names = [...byName.keys()].join(', ');
  return ({ className }) => {
    if (className === undefined && classes.length === 1) return 0;
    const index = className === undefined ? undefined : byName.get(className);
    if (index !== undefined) return index;
    const told = className === undefined ? 'without the tag `class`' : `of the class "${className}"`;
    throw scriptFault(
      file,
      `The script sent a request ${told}, and the workload has the classes ${names}.`,
      "Name the class of each request: `http.post(url, body, { tags: { class: 'short' } })`.",
    );
  };
}

function outcomeOf({ failed, status, errorCode, error }: HttpPoint): { outcome: Outcome; local: boolean } {
  if (!failed) return { outcome: 'ok', local: false };
  // A code below 1400 beside a status: the answer was cut short.
  if (status > 0 && !(errorCode > 0 && errorCode < 1400))
    return { outcome: refusalKind(status, ''), local: false };
  return classifyFault(errorCode, error, status);
}

export const scriptFault = (file: string, fact: string, remedy: string): SluiceError =>
  new SluiceError('engine-script-failed', { location: file, fact, remedy });
