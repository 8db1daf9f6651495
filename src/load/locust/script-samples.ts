import { z } from 'zod';
import { outcomes, type ErrorExample, type Outcome } from '../../model/sample.ts';
import { mostRequestsPerBlock, type WorkloadClass } from '../../model/schedule.ts';
import type { ColumnStore, EngineSamples } from '../columns.ts';
import { refusalKind } from '../protocols/refusal.ts';
import { ErrorExamples } from '../worker/error-examples.ts';
import { scriptFault } from './script-fault.ts';

const count = z.number().int().min(0).nullable().catch(null);

/** What Locust's event `request` told of one request; `className` and what follows `fault` come from its `context`. */
const reported = z.array(
  z.object({
    /** On the clock of the machine. */
    endAtMs: z.number(),
    tookMs: z.number().min(0).nullable().catch(null),
    name: z.string(),
    className: z.string().nullable().catch(null),
    status: z.number().int().min(0).max(999).catch(0),
    bytes: z.number().min(0).catch(0),
    fault: z.string().nullable().default(null),
    /** Locust had to kill its user when the time for the last answers was over; without a name where Locust does not know more. */
    unanswered: z.boolean().default(false),
    firstTokenMs: z.number().min(0).nullable().catch(null),
    inputTokens: count,
    outputTokens: count,
  }),
);

export type ReportedRequest = z.output<typeof reported>[number];

/** @throws SluiceError `engine-script-failed` for what is no list of requests */
export function readReported(body: Buffer, file: string): ReportedRequest[] {
  try {
    return reported.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw scriptFault(
      file,
      'What the locustfile reported cannot be read.',
      'Fire `events.request` with a `name` and with times in milliseconds.',
      cause,
    );
  }
}

export interface ScriptBlock {
  classes: readonly WorkloadClass[];
  store: ColumnStore;
  /** When the test began, on the clock of the machine. */
  originMs: number;
  leadInMs: number;
  /** How long Locust waits for the last answers. */
  graceMs: number;
  file: string;
}

/**
 * The requests of a user's own locustfile as the samples of a block. A request is due when it was sent: a locustfile does not
 * tell when it was meant to be. One that was never answered is due in the measured part though it was sent before: it held its
 * user through all of it, and what is not counted there is not seen.
 * @throws SluiceError `engine-script-failed` for no request, too many, requests without a time, or of a class that the workload has not
 */
export function samplesOfScript(
  requests: readonly ReportedRequest[],
  { classes, store, originMs, leadInMs, graceMs, file }: ScriptBlock,
): { samples: EngineSamples; errorExamples: ErrorExample[] } {
  if (requests.length === 0)
    throw scriptFault(
      file,
      'The locustfile reported no request.',
      'Fire `events.request`, or use HttpUser or FastHttpUser, which do.',
    );
  if (requests.length > mostRequestsPerBlock)
    throw scriptFault(
      file,
      `The locustfile sent ${requests.length} requests in one block; ${mostRequestsPerBlock} are kept.`,
      'Shorten the block, or let it have fewer users.',
    );
  const sent = requests.map((request) => ({
    ...request,
    sentAtMs: request.endAtMs - tookMs(request, file) - originMs,
  }));
  sent.sort((a, b) => a.sentAtMs - b.sentAtMs);
  const classIndex = classReader(classes, file);
  const samples = store.take(sent.length);
  const examples = new ErrorExamples([]);
  sent.forEach((request, row) => {
    const index = classIndex(request);
    const outcome = outcomeOf(request);
    const { sentAtMs, unanswered, firstTokenMs, inputTokens, outputTokens } = request;
    samples.sentAtMs[row] = sentAtMs;
    samples.dueAtMs[row] = unanswered ? Math.max(sentAtMs, leadInMs) : sentAtMs;
    samples.endAtMs[row] = request.endAtMs - originMs;
    if (firstTokenMs !== null) samples.firstTokenAtMs[row] = sentAtMs + firstTokenMs;
    if (inputTokens !== null) samples.inputTokens[row] = inputTokens;
    if (outputTokens !== null) samples.outputTokens[row] = outputTokens;
    samples.classIndex[row] = index;
    samples.httpStatus[row] = request.status;
    samples.responseBytes[row] = request.bytes;
    samples.outcome[row] = outcomes.indexOf(outcome);
    if (outcome !== 'ok')
      examples.note(outcome, classes[index]?.name ?? '', request.status, faultOf(request, graceMs));
  });
  return { samples, errorExamples: examples.list() };
}

const faultOf = ({ fault, unanswered }: ReportedRequest, graceMs: number): string =>
  unanswered ? `still in flight ${graceMs} ms after the end of the block` : (fault ?? '');

function tookMs({ tookMs, name }: ReportedRequest, file: string): number {
  if (tookMs !== null) return tookMs;
  throw scriptFault(
    file,
    `The locustfile reported a request "${name}" without a time.`,
    'Give `response_time` in milliseconds.',
  );
}

/** By the `class` of its context, else by its name, else the only one; of a user whose client is not known, the first. */
function classReader(classes: readonly WorkloadClass[], file: string): (request: ReportedRequest) => number {
  const byName = new Map(classes.map(({ name }, index) => [name, index]));
  return (request) => {
    const { className, name } = request;
    const index = byName.get(className ?? name);
    if (index !== undefined) return index;
    if (className === null && (classes.length === 1 || isUnknown(request))) return 0;
    throw scriptFault(
      file,
      `The locustfile sent a request of the ${className === null ? 'name' : 'class'} "${className ?? name}", and the workload has the classes ${[...byName.keys()].join(', ')}.`,
      "Name the class of each request: `self.client.post(url, json=body, context={'class': 'short'})`, or as its `name`.",
    );
  };
}

const isUnknown = ({ unanswered, name }: ReportedRequest): boolean => unanswered && name === '';

/** By the status where there is one, else by the name of Python's exception. */
function outcomeOf({ fault, status, unanswered }: ReportedRequest): Outcome {
  if (unanswered) return 'aborted';
  if (fault === null) return 'ok';
  if (status >= 400) return refusalKind(status, fault);
  if (status > 0) return 'bad-response';
  if (
    /^\w*(?:ConnectTimeout|ConnectionRefused|NewConnection|gaierror|SSL)/.test(fault) ||
    /refused|name resolution/i.test(fault)
  )
    return 'connect';
  if (/timed? ?out/i.test(fault)) return 'timeout';
  if (/^(?:Connection|BrokenPipe|RemoteDisconnected|ChunkedEncoding|HTTPConnectionClosed)/.test(fault))
    return 'reset';
  return 'bad-response';
}
