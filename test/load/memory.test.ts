import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ColumnStore } from '../../src/load/columns.ts';
import { mostRequestsPerBlock } from '../../src/model/schedule.ts';
import {
  closedBlock,
  engineFor,
  jsonAnswer,
  never,
  openBlock,
  startRawServer,
  type RawServer,
} from './support.ts';

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer((socket) => socket.write(jsonAnswer({ ok: true })));
});
afterEach(() => server.close());

describe('the memory of a run', () => {
  it('stays flat over many blocks, however large they are', async () => {
    const engine = await engineFor();
    const block = closedBlock(1, 1_000_000, 20);
    const residentMb: number[] = [];
    for (let index = 0; index < 20; index++) {
      await engine.run({ ...block, index }, { baseUrl: server.baseUrl }, { signal: never });
      residentMb.push(process.memoryUsage.rss() / 1e6);
    }
    await engine.close();
    // Each block has 97 MB of columns: were they kept, or freed late, there would be some of them more.
    expect(Math.max(...residentMb) - residentMb[2]!).toBeLessThan(97);
  });

  it('is the same for the columns of one block after the other', () => {
    const store = new ColumnStore();
    const large = store.take(1000);
    large.dueAtMs.fill(1);
    large.outcome.fill(0);
    large.httpStatus.fill(200);
    const small = store.take(10);
    expect(small.dueAtMs.buffer).toBe(large.dueAtMs.buffer);
    expect(small.count).toBe(10);
    expect([...small.dueAtMs].every(Number.isNaN)).toBe(true);
    expect([...small.httpStatus, ...small.itemIndex, ...small.classIndex]).toEqual(Array(30).fill(0));
    const larger = store.take(1001);
    expect(larger.dueAtMs.buffer.byteLength).toBeGreaterThanOrEqual(2 * large.dueAtMs.buffer.byteLength);
    expect(store.take(2000).dueAtMs.buffer).toBe(larger.dueAtMs.buffer);
  });
});

describe('a block of more requests than fit', () => {
  it.each([
    ['open', openBlock(mostRequestsPerBlock + 1, 1000)],
    ['closed', closedBlock(4, mostRequestsPerBlock + 1, 1000)],
  ])('is refused before any load (%s loop)', async (_, block) => {
    const engine = await engineFor();
    const run = engine.run(block, { baseUrl: server.baseUrl }, { signal: never });
    await expect(run).rejects.toMatchObject({
      code: 'config-invalid',
      fact:
        'Block 0 of ' +
        block.scenario +
        ' has 2000001 requests (194 MB of samples); at most 2000000 are kept in memory.',
      remedy: expect.stringContaining('Shorten the block'),
    });
    await engine.close();
    expect(server.requests).toEqual([]);
  });
});
