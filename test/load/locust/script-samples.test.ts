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
  class: null,
  status: 200,
  bytes: 5,
  fault: null,
  firstTokenMs: null,
  inputTokens: null,
  outputTokens: null,
};

const samplesOf = (...requests: Partial<ReportedRequest>[]) =>
  samplesOfScript(
    requests.map((change) => ({ ...request, ...change })),
    { classes: twoClasses.classes, store: new ColumnStore(), originMs: 1000, file: 'load.py' },
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
    { endAtMs: 1300, tookMs: 50, class: 'long', firstTokenMs: 30, outputTokens: 4 },
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
  expect(refusalOf(() => samplesOf({ class: 'huge' }))).toContain('the class "huge"');
});

test('what a locustfile puts into its context is checked', () => {
  const odd = { ...request, class: 5, firstTokenMs: 'soon', outputTokens: -1, bytes: 'many', status: 5000 };
  const [read] = readReported(Buffer.from(JSON.stringify([odd])));
  expect(read).toMatchObject({ class: null, firstTokenMs: null, outputTokens: null, bytes: 0, status: 0 });
});
