import { expect, test } from 'vitest';
import { openRequestTrial, recordExposure } from '../../src/load/index.ts';
import { changeRequest } from '../../src/load/change-request.ts';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { DatasetRow } from '../../src/model/plan.ts';
import type { BuiltinEdgeCase } from '../../src/model/scenario.ts';
import { outcomes, type Outcome } from '../../src/model/sample.ts';
import type { HttpJsonPlan } from '../../src/model/protocol.ts';
import { edgeInputs, edgeMarker, inputPlaces, withInput } from '../../src/workload/index.ts';
import { chat } from './chat.ts';
import { bounds, openBlock, postText } from './support.ts';

const good: DatasetRow = { id: 'a-1', text: 'Where is my parcel?', words: 4 };

/** The requests that the ways of a case come to, with what cannot be sent left out. */
function requestsOf(make: BuiltinEdgeCase, plan: HttpJsonPlan = postText, row = good) {
  const protocol = createProtocol(plan);
  const trial = openRequestTrial(plan);
  return edgeInputs({ name: make, make, expect: [] }, row, inputPlaces(row)[0], 40)
    .map((input) => ({ classIndex: 0, ...input }))
    .filter((item) => trial.refusalOf(item) === undefined)
    .map((item) => changeRequest(protocol.prepare(item, 'c'), item.change));
}

const bodyOf = (make: BuiltinEdgeCase, plan?: HttpJsonPlan): string =>
  requestsOf(make, plan)[0]?.body?.toString() ?? 'none';

test('each built-in case changes the request in its own way', () => {
  expect(bodyOf('empty')).toBe('{"text":""}');
  expect(bodyOf('one-character')).toBe('{"text":"a"}');
  expect((JSON.parse(bodyOf('max-length')) as { text: string }).text).toHaveLength(40);
  expect((JSON.parse(bodyOf('over-max-length')) as { text: string }).text).toHaveLength(80);
  expect(bodyOf('unicode')).toContain('\u202e');
  expect(bodyOf('control-characters')).toMatch(/\\u0000.*Where is my parcel\?/);
  expect(bodyOf('deep-nesting')).toMatch(/^\{"text":\[{10000}\]{10000}\}$/);
  expect(bodyOf('malformed-json')).toBe('{"text":"Where ');
  expect(bodyOf('huge-numbers')).toBe('{"text":1e400}');
  expect(bodyOf('huge-numbers', { ...postText, body: { text: '{{text}}', max: [8] } })).toBe(
    '{"text":"Where is my parcel?","max":[1e400]}',
  );
  expect(bodyOf('missing-fields', { ...postText, body: { in: { text: '{{text}}' }, max: 8 } })).toBe(
    '{"in":{},"max":8}',
  );
  expect(requestsOf('wrong-content-type')[0]?.headers).toEqual(['content-type', 'text/plain']);
});

test('a chat without its input keeps everything else', () => {
  const marked = withInput(good, ['text'], edgeMarker);
  const request = createProtocol({
    ...chat,
    body: { model: 'm', messages: [{ role: 'user', content: '{{text}}' }] },
  });
  const changed = changeRequest(request.prepare({ classIndex: 0, row: marked }, 'c'), {
    kind: 'without-marker',
    marker: edgeMarker,
  });
  expect(JSON.parse(changed.body?.toString() ?? '')).toMatchObject({
    model: 'm',
    messages: [{ role: 'user' }],
  });
  expect(changed.body?.toString()).not.toContain('content');
});

test('what has no body cannot be broken on the wire, and says so', () => {
  const get: HttpJsonPlan = { kind: 'http-json', method: 'GET', path: '/{{text}}', headers: {}, check: {} };
  expect(requestsOf('malformed-json', get)).toEqual([]);
  expect(requestsOf('empty', get)[0]?.path).toBe('/');
  const item = { classIndex: 0, row: good, change: { kind: 'cut-body' } as const };
  expect(openRequestTrial(get).refusalOf(item)).toMatch(/no body/);
});

test('the input is found among the texts of a row by the request that it changes', () => {
  const row = {
    comment: 'a remark that is longer than the text',
    messages: [{ content: 'hello' }],
    text: 'hi',
  };
  expect(inputPlaces(row)).toEqual([['comment'], ['messages', 0, 'content'], ['text']]);
  expect(withInput(row, ['messages', 0, 'content'], '')).toEqual({ ...row, messages: [{ content: '' }] });
  const trial = openRequestTrial(postText);
  const item = { classIndex: 0, row };
  const places = inputPlaces(row).filter((place) =>
    trial.differ(item, { ...item, row: withInput(row, place, edgeMarker) }),
  );
  expect(places).toEqual([['text']]);
  expect(inputPlaces({ features: [1, 2], n: 3 })).toEqual([['features'], ['n']]);
});

test('an answer is its status, whatever the check of good requests thinks of it', () => {
  const rows: [item: number, outcome: Outcome, status: number, sentAtMs: number, endAtMs: number][] = [
    [9, 'client-error', 422, 0, 1],
    [0, 'ok', 200, 5, 8],
    [1, 'ok', 200, 10, 14],
    [9, 'bad-response', 200, 20, 21],
    [0, 'model-error', 500, 25, 26],
    [9, 'reset', 200, 40, 41],
    [9, 'aborted', 0, 60, 61],
    [9, 'model-error', 200, 80, 81],
    [2, 'timeout', 0, 85, 90],
  ];
  const column = (read: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, read);
  const unknown = column(() => Number.NaN);
  const samples = {
    count: rows.length,
    dueAtMs: column((row) => row[3]),
    sentAtMs: column((row) => row[3]),
    firstByteAtMs: unknown,
    firstTokenAtMs: unknown,
    endAtMs: column((row) => row[4]),
    itemIndex: Uint32Array.from(rows, (row) => row[0]),
    classIndex: Uint16Array.from(rows, () => 0),
    outcome: Uint8Array.from(rows, (row) => outcomes.indexOf(row[1])),
    httpStatus: Uint16Array.from(rows, (row) => row[2]),
    inputTokens: unknown,
    outputTokens: unknown,
    responseBytes: unknown,
  };
  const spread = { p50: 0, p99: 0, max: 0 };
  const health = { sendLagMs: spread, achievedRate: 1, eventLoopDelayMs: spread, cpuShare: 0 };
  const measured = { samples, health, errorExamples: [], startedAtEpochMs: 0 };
  const exposure = recordExposure(openBlock(50, 200), measured, { edgeItem: 9, bounds });
  expect(exposure).toEqual({
    answers: { 422: 1, 200: 1, 'connection lost': 1, 'no answer': 1, 'error inside the answer': 1 },
    during: [
      { attempted: 2, failed: 0, medianMs: 3.5 },
      { attempted: 1, failed: 1, medianMs: null },
      { attempted: 0, failed: 0, medianMs: null },
      { attempted: 0, failed: 0, medianMs: null },
      { attempted: 1, failed: 1, medianMs: null },
    ],
    valid: true,
  });
  const late = { ...measured, health: { ...health, sendLagMs: { ...spread, p99: 1000 } } };
  expect(recordExposure(openBlock(50, 200), late, { edgeItem: 9, bounds }).valid).toBe(false);
});
