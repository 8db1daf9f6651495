import { SluiceError } from '../../model/error.ts';
import { outcomes, type ErrorExample, type Outcome } from '../../model/sample.ts';
import { mostRequestsPerBlock, type BlockPlan, type WorkloadClass } from '../../model/schedule.ts';
import type { ColumnStore, EngineSamples } from '../columns.ts';
import { refusalKind } from '../protocols/refusal.ts';
import { ErrorExamples } from '../worker/error-examples.ts';
import type { HttpPoint } from './points.ts';
import { classifyFault } from './transport-fault.ts';

export interface ScriptSamples {
  samples: EngineSamples;
  errorExamples: ErrorExample[];
  localFaults: number;
  startedAtEpochMs: number;
}

/** A script that ends before this share of the block was not told of its length. */
const leastShare = 0.5;

/**
 * The requests of a user's own script as the samples of a block, which begins with the first of them. A request is due when
 * it was sent: a script does not tell when it was meant to be.
 * @throws SluiceError `engine-script-failed` for requests of a class that the workload has not, or a script that ends early
 */
export function samplesOfScript(
  points: readonly HttpPoint[],
  {
    block,
    classes,
    store,
    file,
  }: { block: BlockPlan; classes: readonly WorkloadClass[]; store: ColumnStore; file: string },
): ScriptSamples {
  if (points.length === 0)
    throw scriptFault(
      file,
      'The script reported no HTTP request.',
      'Send requests with k6/http: they become the samples.',
    );
  if (points.length > mostRequestsPerBlock)
    throw scriptFault(
      file,
      `The script sent ${points.length} requests in one block; ${mostRequestsPerBlock} are kept.`,
      'Shorten the block or lower the rate.',
    );
  const sent = points
    .map((point) => ({ ...point, sentAtEpochMs: point.endedAtEpochMs - point.durationMs }))
    .sort((a, b) => a.sentAtEpochMs - b.sentAtEpochMs);
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
