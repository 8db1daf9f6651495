import { expect, test } from 'vitest';
import { ColumnStore } from '../../../src/load/columns.ts';
import {
  readReported,
  samplesOfScript,
  type ReportedRequest,
} from '../../../src/load/locust/script-samples.ts';
import { toSluiceError } from '../../../src/model/error.ts';
import { outcomes } from '../../../src/model/sample.ts';
import { twoClasses } from '../support.ts';

const request: ReportedRequest = {
  endAtMs: 1120,
  tookMs: 20,
  name: 'short',
  className: null,
  status: 200,
  bytes: 5,
  fault: null,
  unanswered: false,
  firstTokenMs: null,
  inputTokens: null,
  outputTokens: null,
};

const samplesOf = (...requests: Partial<ReportedRequest>[]) =>
  samplesOfScript(
    requests.map((change) => ({ ...request, ...change })),
    {
      classes: twoClasses.classes,
      store: new ColumnStore(),
      originMs: 1000,
      leadInMs: 100,
      graceMs: 5000,
      file: 'load.py',
    },
  );

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    const { code, message } = toSluiceError(error);
    return `${code}: ${message}`;
  }
  throw new Error('nothing was refused');
}

test('requests of a locustfile are due when they were sent, in the order of their sending', () => {
  const { samples } = samplesOf(
    { endAtMs: 1300, tookMs: 50, className: 'long', firstTokenMs: 30, outputTokens: 4 },
    { endAtMs: 1290, tookMs: 250 },
  );
  expect([...samples.dueAtMs]).toEqual([40, 250]);
  expect([...samples.sentAtMs]).toEqual([40, 250]);
  expect([...samples.endAtMs]).toEqual([290, 300]);
  expect([...samples.classIndex]).toEqual([0, 1]);
  expect([...samples.firstTokenAtMs]).toEqual([Number.NaN, 280]);
  expect([...samples.outputTokens]).toEqual([Number.NaN, 4]);
});

test.each([
  ['no exception', null, 200, 'ok'],
  ['a status that the locustfile accepts', null, 404, 'ok'],
  ['a full queue', 'HTTPError: 503 Server Error', 503, 'overload'],
  ['a model that failed', 'BadStatusCode: 500', 500, 'model-error'],
  ['a request that was wrong', 'BadStatusCode: 400', 400, 'client-error'],
  ['an answer that the locustfile refused', 'CatchResponseError: no label', 200, 'bad-response'],
  ['nobody who listens', 'ConnectionRefusedError: [Errno 111] Connection refused', 0, 'connect'],
  ['a name that is unknown', 'gaierror: [Errno -2] Name or service not known', 0, 'connect'],
  ['no answer in time', 'ReadTimeout: HTTPConnectionPool: Read timed out.', 0, 'timeout'],
  ['a reset', 'ConnectionResetError: [Errno 104] Connection reset by peer', 0, 'reset'],
  ['a connection that was closed', 'RemoteDisconnected: closed without response', 0, 'reset'],
  ['any other exception', 'ValueError: no such thing', 0, 'bad-response'],
])('%s: %s with status %i is %s', (_, fault, status, outcome) => {
  const { samples } = samplesOf({ fault, status });
  expect(outcomes[samples.outcome[0] as number]).toBe(outcome);
});

test('a locustfile that reports nothing, no time or no class is told so', () => {
  expect(refusalOf(() => samplesOf())).toBe(
    'engine-script-failed: load.py: The locustfile reported no request.',
  );
  expect(refusalOf(() => samplesOf({ tookMs: null }))).toContain('"short" without a time');
  expect(refusalOf(() => samplesOf({ name: '/predict' }))).toContain('the name "/predict"');
  expect(refusalOf(() => samplesOf({ className: 'huge' }))).toContain('the class "huge"');
});

test('what a locustfile puts into its context is checked', () => {
  const odd = {
    ...request,
    className: 5,
    firstTokenMs: 'soon',
    outputTokens: -1,
    bytes: 'many',
    status: 5000,
  };
  const [read] = readReported(Buffer.from(JSON.stringify([odd])), 'load.py');
  expect(read).toMatchObject({
    className: null,
    firstTokenMs: null,
    outputTokens: null,
    bytes: 0,
    status: 0,
  });
});

test('a report that cannot be read names the locustfile', () => {
  expect(refusalOf(() => readReported(Buffer.from('[{"tookMs": NaN}]'), 'load.py'))).toBe(
    'engine-script-failed: load.py: What the locustfile reported cannot be read.',
  );
  expect(refusalOf(() => readReported(Buffer.from('[{"name": 5}]'), 'load.py'))).toContain('cannot be read');
});

test('requests that were never answered are errors of the measured part, and hold their users to the end', () => {
  const ofLocust = { endAtMs: 6000, tookMs: 4990, className: 'long', unanswered: true };
  const ofOthers = { endAtMs: 6000, tookMs: 4000, name: '', unanswered: true };
  const { samples, errorExamples } = samplesOf(ofLocust, ofOthers, request);
  expect([...samples.outcome].map((index) => outcomes[index])).toEqual(['aborted', 'ok', 'aborted']);
  expect([...samples.sentAtMs]).toEqual([10, 100, 1000]);
  // The first was sent in the lead-in, which is over after 100 ms.
  expect([...samples.dueAtMs]).toEqual([100, 100, 1000]);
  expect([...samples.endAtMs]).toEqual([5000, 120, 5000]);
  expect(errorExamples.map(({ className, message }) => [className, message])).toEqual([
    ['long', 'still in flight 5000 ms after the end of the block'],
    [twoClasses.classes[0]?.name, 'still in flight 5000 ms after the end of the block'],
  ]);
});
