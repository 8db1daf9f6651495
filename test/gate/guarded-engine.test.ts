import { expect, test } from 'vitest';
import { checkBlock, guardEngine, type LoadAccount } from '../../src/gate/guarded-engine.ts';
import type { Engine } from '../../src/load/index.ts';
import { createMask } from '../../src/model/mask.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { BlockSamples } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';

const options = { signal: new AbortController().signal };
const endpoint = { baseUrl: 'http://model.example' };

/** Says of each block that all of it was sent, with an error that repeats a secret. */
function recording(): { engine: Engine; blocks: BlockPlan[] } {
  const blocks: BlockPlan[] = [];
  const run = async (block: BlockPlan): Promise<BlockSamples> => {
    blocks.push(block);
    const { arrivals } = block;
    const { itemIndex } = arrivals.kind === 'closed' ? arrivals.loop : arrivals.schedule;
    const example = {
      kind: 'model-error',
      className: 'a',
      httpStatus: 500,
      message: 'key hunter22 is wrong',
    };
    return { samples: { count: itemIndex.length }, errorExamples: [example] } as unknown as BlockSamples;
  };
  return { blocks, engine: { run, close: async () => undefined } };
}

const account = (mostRatePerSecond: number, mostRequests: number): LoadAccount => ({
  limits: { mostRatePerSecond, mostRequests, source: 'sluice.yml of the base branch' },
  sent: 0,
  shards: 1,
});

const frame = { scenario: 'mixed', index: 0, leadInMs: 0, durationMs: 2000 } as const;
/** So many requests, evenly over two seconds, or all in the middle of them. */
const open = (requests: number, gapMs = 2000 / requests): BlockPlan => ({
  ...frame,
  arrivals: {
    kind: 'open',
    schedule: {
      dueAtMs: Float64Array.from({ length: requests }, (_, i) => 500 + i * gapMs),
      itemIndex: new Uint32Array(requests),
    },
  },
});
const closed = (requests: number): BlockPlan => ({
  ...frame,
  arrivals: {
    kind: 'closed',
    loop: { concurrency: 4, maximumMs: 2000, itemIndex: new Uint32Array(requests) },
  },
});

test('open blocks are sent as they are up to the limits, and not at all beyond them', async () => {
  const { engine, blocks } = recording();
  const spent = account(100, 500);
  const guarded = guardEngine(engine, createMask([]), spent, () => undefined);
  await guarded.run(open(200), endpoint, options);
  expect(blocks).toEqual([open(200)]);
  await expect(guarded.run(open(200, 1), endpoint, options)).rejects.toMatchObject({
    code: 'limits-exceeded',
  });
  await guarded.run(open(200), endpoint, options);
  await expect(guarded.run(open(200), endpoint, options)).rejects.toMatchObject({ code: 'limits-exceeded' });
  expect(spent.sent).toBe(400);
  expect(blocks).toHaveLength(2);
});

test('engines of one account share it', async () => {
  const { engine } = recording();
  const spent = account(1000, 300);
  const guards = [1, 2].map(() => guardEngine(engine, createMask([]), spent, () => undefined));
  await guards[0]?.run(open(200), endpoint, options);
  await expect(guards[1]?.run(open(200), endpoint, options)).rejects.toMatchObject({
    code: 'limits-exceeded',
  });
});

test('closed loops are held back at the most rate, end with the account, and are told', async () => {
  const { engine, blocks } = recording();
  const told: string[] = [];
  const guarded = guardEngine(engine, createMask([]), account(100, 250), (text) => told.push(text));
  await guarded.run(closed(10_000), endpoint, options);
  const [first] = blocks;
  expect(first?.arrivals).toMatchObject({ kind: 'closed', loop: { mostRatePerSecond: 100 } });
  expect(first?.arrivals.kind === 'closed' && first.arrivals.loop.itemIndex.length).toBe(250);
  expect(told).toEqual([expect.stringContaining('100 requests/s')]);
  await expect(guarded.run(closed(1), endpoint, options)).rejects.toMatchObject({ code: 'limits-exceeded' });
});

test('shards together are allowed as busy a second as one machine alone', async () => {
  const { engine } = recording();
  // 100 requests/s and five standard deviations are 150 in a second: 38 for each of four machines.
  const shared = { ...account(25, 1000), shards: 4 };
  const guarded = guardEngine(engine, createMask([]), shared, () => undefined);
  await guarded.run(open(38, 1), endpoint, options);
  await expect(guarded.run(open(39, 1), endpoint, options)).rejects.toMatchObject({
    code: 'limits-exceeded',
  });
});

test('a script of the own that sends faster than the limit ends the gate, and is not said to be held back', async () => {
  const sent = (requests: number, gapMs: number): Engine => ({
    run: async () =>
      ({
        samples: { count: requests, sentAtMs: Float64Array.from({ length: requests }, (_, i) => i * gapMs) },
        errorExamples: [],
      }) as unknown as BlockSamples,
    close: async () => undefined,
  });
  const told: string[] = [];
  const guarded = (engine: Engine) =>
    guardEngine(engine, createMask([]), { ...account(100, 250), byOwnScript: true }, (text) =>
      told.push(text),
    );
  await guarded(sent(200, 10)).run(open(200), endpoint, options);
  await guarded(sent(200, 10)).run(closed(200), endpoint, options);
  expect(told).toEqual([]);
  const refused = {
    code: 'limits-exceeded',
    fact: expect.stringContaining('sent 200 requests within a second'),
  };
  await expect(guarded(sent(200, 0.25)).run(closed(40), endpoint, options)).rejects.toMatchObject(refused);
  await expect(guarded(sent(300, 100)).run(open(40), endpoint, options)).rejects.toMatchObject({
    fact: expect.stringContaining('300 requests'),
  });
});

test('a block that others will send is held against the same limits', () => {
  const planOf = (url: string) =>
    ({
      candidate: { kind: 'url', url },
      load: {},
      limits: { mostRatePerSecond: 100, mostRequests: 250, source: 'the base branch' },
    }) as unknown as Plan;
  const away = planOf('http://model.example');
  expect(() => checkBlock(away, open(200))).not.toThrow();
  expect(() => checkBlock(away, open(300))).toThrow(expect.objectContaining({ code: 'limits-exceeded' }));
  expect(() => checkBlock(planOf('http://127.0.0.1:9'), open(20_000, 0.01))).not.toThrow();
});

test('without an account nothing is bounded, and errors still hold no secret', async () => {
  const { engine } = recording();
  const guarded = guardEngine(engine, createMask(['hunter22']), undefined, () => undefined);
  const { errorExamples } = await guarded.run(open(20_000, 0.01), endpoint, options);
  expect(errorExamples[0]?.message).toBe('key *** is wrong');
});
