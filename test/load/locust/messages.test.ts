import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allocateColumns } from '../../../src/load/columns.ts';
import { allocateLiveCounters, cell } from '../../../src/load/live-counters.ts';
import { encodeFrame, FrameReader, type FromLocust } from '../../../src/load/locust/frames.ts';
import { RowRecorder } from '../../../src/load/locust/record-rows.ts';
import { dealOf, shareSize } from '../../../src/load/locust/shares.ts';
import { outcomes } from '../../../src/model/sample.ts';
import { chat } from '../chat.ts';
import { twoClasses } from '../support.ts';

/**
 * What two workers of Locust 2.47.0 handed back (`npm run conformance -- locust record`): 15 requests, every fourth of which
 * was refused, the others answered by five tokens 20 ms apart, the first after 60 ms; then 3 that nobody answered.
 */
const recorded = readFileSync(join(import.meta.dirname, '../../fixtures/locust/messages.bin'));

const twoWorkers = dealOf({ kind: 'open' }, 2);

type Message = [FromLocust, Buffer];

function readMessages(bytes: Buffer, pieceBytes: number): Message[] {
  const messages: Message[] = [];
  const reader = new FrameReader((head, body) => messages.push([head, Buffer.from(body)]));
  for (let from = 0; from < bytes.length; from += pieceBytes)
    reader.push(bytes.subarray(from, from + pieceBytes));
  return messages;
}

const messages = readMessages(recorded, 65_536);
const [, lastOfFirst = 0] = messages.flatMap(([{ kind }], i) => (kind === 'done' ? i : []));
const [answered, unanswered] = [messages.slice(0, lastOfFirst + 1), messages.slice(lastOfFirst + 1)];

function recorderFor(count: number) {
  const columns = allocateColumns(count);
  columns.dueAtMs.forEach((_, row) => (columns.dueAtMs[row] = (row * 1000) / count));
  columns.classIndex.forEach((_, row) => (columns.classIndex[row] = row % 2));
  const live = allocateLiveCounters();
  const recorder = new RowRecorder({
    columns,
    live,
    protocol: chat,
    classNames: twoClasses.classes.map(({ name }) => name),
    measured: [{ startMs: 0, endMs: 1000 }],
    deal: twoWorkers,
  });
  return { recorder, columns, live };
}

function record(of: readonly Message[], count: number) {
  const parts = recorderFor(count);
  for (const [head, body] of of) if (head.kind === 'rows') parts.recorder.add(head, body);
  return { ...parts, outcomesOfRows: [...parts.columns.outcome].map((index) => outcomes[index]) };
}

describe('messages of a real Locust', () => {
  test.each([1, 7, 1000])('are read alike in pieces of %i bytes', (pieceBytes) => {
    expect(readMessages(recorded, pieceBytes)).toEqual(messages);
  });

  test('become the rows of the block: every request once, with its tokens and times', () => {
    const { columns, outcomesOfRows, recorder, live } = record(answered, 15);
    expect(recorder.recorded).toEqual([shareSize(15, 0, twoWorkers), shareSize(15, 1, twoWorkers)]);
    expect(outcomesOfRows.filter((outcome) => outcome === 'ok')).toHaveLength(12);
    expect(outcomesOfRows.filter((outcome) => outcome === 'overload')).toHaveLength(3);
    expect([live.counts[cell.sent], live.counts[cell.completed], live.counts[cell.errors]]).toEqual([
      15, 12, 3,
    ]);
    outcomesOfRows.forEach((outcome, row) => {
      if (outcome !== 'ok') return;
      const sentMs = columns.sentAtMs[row] as number;
      const firstMs = (columns.firstTokenAtMs[row] as number) - sentMs;
      const restMs = (columns.endAtMs[row] as number) - (columns.firstTokenAtMs[row] as number);
      expect(columns.outputTokens[row]).toBe(5);
      expect(columns.httpStatus[row]).toBe(200);
      // By the server's own timers, and never earlier.
      expect(firstMs).toBeGreaterThan(59);
      expect(restMs).toBeGreaterThan(4 * 19);
      expect(sentMs).toBeGreaterThanOrEqual(columns.dueAtMs[row] as number);
    });
  });

  test('hold the gaps between chunks as they were read', () => {
    const { recorder } = record(answered, 15);
    const gaps = recorder.gaps[0]?.counts.flatMap((counts) => (counts ? [...counts] : [])) ?? [];
    expect(gaps.reduce((sum, count) => sum + count, 0)).toBe(12 * 4);
  });

  test('tell a connection that could not be opened as such', () => {
    const { columns, outcomesOfRows, recorder } = record(unanswered, 3);
    expect(outcomesOfRows).toEqual(['connect', 'connect', 'connect']);
    expect(columns.sentAtMs.every((sentMs) => sentMs >= 0)).toBe(true);
    expect(recorder.examples.list()[0]?.message).toContain('refused');
  });
});

test('a request that is handed back twice, or is none of the block, is a fault', () => {
  expect(() => record([...answered, ...answered], 15)).toThrow(/came twice/);
  expect(() => record(answered, 4)).toThrow(/not its own/);
});

test('a message that is shorter than it says is a fault', () => {
  const [head, body] = answered[0] as Message;
  const { recorder } = recorderFor(15);
  if (head.kind !== 'rows') throw new Error('the fixture begins with requests');
  expect(() => recorder.add(head, body.subarray(0, 40))).toThrow(/in 40 bytes/);
  expect(() => recorder.add(head, body.subarray(0, body.length - 1))).toThrow(/less of an answer/);
});

test('a message beyond all bounds is refused before it is kept', () => {
  const frame = encodeFrame({ kind: 'ready' });
  frame.writeUInt32LE(0xffff_ffff, 4);
  expect(() => new FrameReader(() => undefined).push(frame)).toThrow(/announced a message/);
});
