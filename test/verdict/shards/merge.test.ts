import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRun, encodeRun } from '../../../src/interop/index.ts';
import type { ClassBlock } from '../../../src/model/run.ts';
import type { ShardSlot } from '../../../src/model/shard.ts';
import { quantise } from '../../../src/model/distribution.ts';
import { linearRamp, mixedBlock } from '../../../src/scenario/index.ts';
import { distributionFromValues } from '../../../src/stats/distribution.ts';
import { judgeLimits, mergeShards } from '../../../src/verdict/index.ts';
import type { ShardFile } from '../../../src/verdict/index.ts';
import { joinClasses } from '../../../src/verdict/shards/join-classes.ts';
import { joinRequests } from '../../../src/verdict/shards/join-requests.ts';
import { loadOf, seeded, workloadOf } from '../../scenario/chance.ts';
import { dealtRuns, offsetMs, startAt, wholeOf } from './dealt.ts';

const workload = workloadOf([6, 3, 1]);
const pairing = { blockMs: 2_000, leadInMs: 400, restartEveryPairs: 0, maximumPairs: 36 };
const load = loadOf({ mixedRatePerSecond: 40, expectedRatePerSecond: 40 });
const mixed = (seed: number) => mixedBlock({ index: 0, load, pairing, workload, random: seeded(seed) });

test('shards that measured the parts of a block merge to the very block that one machine would have recorded', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, of) => {
      const block = mixed(seed);
      const [whole] = wholeOf(block, workload);
      const { candidate } = mergeShards(dealtRuns(block, workload, of));
      const [merged] = candidate.blocks;
      expect({ ...merged, health: null }).toEqual({
        ...whole,
        health: null,
        startedAtEpochMs: Date.parse(startAt) + 400,
      });
      expect(candidate.shards?.map(({ index }) => index)).toEqual(
        Array.from({ length: of }, (_, i) => i + 1),
      );
    }),
    { numRuns: 25 },
  );
});

test('a block that is recorded in parts merges to the same parts, with the times at which requests were due', () => {
  const ramp = { kind: 'ramp', shape: 'linear', from: 0.5, to: 2, steps: 3, stepMs: 1_000 } as const;
  const block = linearRamp(ramp, load, workload, seeded(4));
  const { candidate } = mergeShards(dealtRuns(block, workload, 4));
  const read = ({ classes, requests, ratePerSecond, index }: (typeof candidate.blocks)[number]) => ({
    ...{ classes, requests, ratePerSecond, index },
  });
  expect(candidate.blocks.map(read)).toEqual(wholeOf(block, workload).map(read));
  expect(candidate.blocks.map(({ startedAtEpochMs }) => startedAtEpochMs - Date.parse(startAt))).toEqual([
    0, 1_000, 2_000,
  ]);
});

test('it is all the same in which order the files come, and whether they were written and read in between', () => {
  const files = dealtRuns(mixed(3), workload, 5);
  const merged = mergeShards(files);
  fc.assert(
    fc.property(fc.shuffledSubarray(files, { minLength: 5 }), (shuffled) => {
      expect(mergeShards(shuffled)).toEqual(merged);
    }),
    { numRuns: 20 },
  );
  const stored = files.map(({ name, run }) => ({ name, run: decodeRun(encodeRun(run), name) }));
  expect(mergeShards(stored)).toEqual(merged);
});

const classBlock: fc.Arbitrary<ClassBlock> = fc
  .record({
    times: fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { maxLength: 20 }),
    timeouts: fc.nat(5),
    outputTokens: fc.option(fc.nat(1000), { nil: undefined }),
  })
  .map(({ times, timeouts, outputTokens }) => ({
    attempted: times.length + timeouts,
    completed: times.length,
    errors: timeouts > 0 ? { timeout: timeouts } : {},
    timings: times.length > 0 ? { latency: distributionFromValues(times.map(quantise)) } : {},
    ...(outputTokens === undefined ? {} : { outputTokens }),
  }));
const classes = fc.dictionary(fc.constantFrom('short', 'medium', 'long'), classBlock);

test('joining histograms and counts is associative and commutative', () => {
  fc.assert(
    fc.property(classes, classes, classes, (a, b, c) => {
      expect(joinClasses(a, b)).toEqual(joinClasses(b, a));
      expect(joinClasses(joinClasses(a, b), c)).toEqual(joinClasses(a, joinClasses(b, c)));
      expect(joinClasses(a, {})).toEqual(a);
    }),
  );
});

test('joining single requests is associative and commutative', () => {
  const rows = fc.uniqueArray(fc.nat(200), { maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.array(fc.nat(2), { minLength: 60, maxLength: 60 }), (all, owner) => {
      const own = (who: number) =>
        all
          .filter((_, i) => owner[i] === who)
          .sort((x, y) => x - y)
          .map((row) => ({ row, classIndex: row % 3, latencyMs: row }));
      const [a, b, c] = [own(0), own(1), own(2)];
      expect(joinRequests(a, b)).toEqual(joinRequests(b, a));
      expect(joinRequests(joinRequests(a, b), c)).toEqual(joinRequests(a, joinRequests(b, c)));
    }),
  );
});

/** The same block with the run of one shard changed. */
const withOne = (files: ShardFile[], index: number, change: (run: ShardFile['run']) => void): ShardFile[] =>
  files.map((file) => {
    if (file.run.shard?.index !== index) return file;
    const run = structuredClone(file.run);
    change(run);
    return { ...file, run };
  });
const validityOf = (files: ShardFile[]) => mergeShards(files).candidate.blocks[0]?.validity;

test('a shard that is missing, late or not valid makes its blocks invalid, and is named', () => {
  const files = dealtRuns(mixed(1), workload, 3);
  const firstOf = (run: ShardFile['run']) => run.blocks[0]!;
  const invalid = (reason: string) => ({ valid: false, reason });
  expect(validityOf(files)).toEqual({ valid: true });
  expect(validityOf(files.slice(0, 2))).toEqual(invalid('shard 3 of 3 is missing in it'));
  expect(mergeShards(files.slice(0, 2)).candidate.warnings).toEqual([
    'shard 3 of 3 left no run, so that no block is whole',
  ]);
  const late = withOne(files, 2, (run) => (firstOf(run).startedAtEpochMs += 800));
  expect(validityOf(late)).toEqual(invalid('shard 2 of 3 began 800 ms late'));
  // What its own clock says is not what counts.
  const wrongClock = withOne(late, 2, (run) => (run.shard!.clock.offsetMs = offsetMs - 800));
  expect(validityOf(wrongClock)).toEqual({ valid: true });
  const stalled = withOne(files, 1, (run) => {
    firstOf(run).validity = { valid: false, reason: 'the machine stood still for 2.0 s', cause: 'runner' };
  });
  const reason = 'shard 1 of 3 was not valid: the machine stood still for 2.0 s';
  expect(validityOf(stalled)).toEqual({ valid: false, reason, cause: 'runner' });
  const without = withOne(files, 2, (run) => void run.blocks.pop());
  expect(validityOf(without)).toEqual(invalid('shard 2 of 3 is missing in it'));
});

test('a block that kept every shard from the next one leaves that one invalid, and does not make it vanish', () => {
  const timetable: ShardSlot[] = [0, 1, 2].map((order) => ({
    ...{ arm: 'candidate', scenario: 'mixed', order, blocks: 1 },
    atMs: order * 4_000,
  }));
  const files = dealtRuns(mixed(1), workload, 3).map((file) => ({
    ...file,
    run: { ...file.run, shard: { ...file.run.shard!, timetable } },
  }));
  const { candidate } = mergeShards(files);
  const missed = { valid: false, reason: 'it was measured by no shard' };
  expect(candidate.blocks.map(({ index, order, validity }) => ({ index, order, validity }))).toEqual([
    { index: 0, order: 0, validity: { valid: true } },
    { index: 1, order: 1, validity: missed },
    { index: 2, order: 2, validity: missed },
  ]);
  expect(candidate.blocks[2]?.startedAtEpochMs).toBe(Date.parse(startAt) + 8_000);
  expect(candidate.warnings).toEqual(['2 of 3 blocks were measured by no shard']);
  expect(decodeRun(encodeRun(candidate), 'candidate')).toEqual(candidate);
  const verdict = judgeLimits(candidate, [{ metric: 'latency.p50', limit: 60_000 }]);
  expect(verdict.verdict).toBe('invalid');
});

test('nothing passes where no block is whole', () => {
  const { candidate } = mergeShards(dealtRuns(mixed(1), workload, 3).slice(1));
  const verdict = judgeLimits(candidate, [{ metric: 'latency.p50', limit: 60_000 }]);
  expect(verdict.verdict).toBe('invalid');
});

test('shards that do not belong together are refused, with what differs', () => {
  const files = dealtRuns(mixed(1), workload, 3);
  const refusal = (given: ShardFile[]) => {
    try {
      mergeShards(given);
      return 'merged';
    } catch (thrown) {
      const { code, fact } = thrown as { code: string; fact: string };
      return `${code}: ${fact}`;
    }
  };
  const changed = (change: (run: ShardFile['run']) => void) => refusal(withOne(files, 2, change));
  const facts = {
    version: changed((run) => (run.provenance.sluiceVersion = '9.9.9')),
    number: changed((run) => (run.shard!.of = 4)),
    start: changed((run) => (run.shard!.startAt = '2026-05-04T12:00:01.000Z')),
    workload: changed((run) => (run.provenance.workloadHash = 'other')),
    timetable: changed((run) => (run.shard!.timetable[0]!.atMs = 7)),
    target: changed((run) => (run.provenance.target.name = 'http://elsewhere.example')),
    wholes: changed((run) => (run.blocks[0]!.whole!.schedule = 'another')),
    sum: changed((run) => (Object.values(run.blocks[0]!.classes)[0]!.attempted -= 1)),
    twice: refusal([...files, { ...files[0]!, name: 'copy.json' }]),
    whole: refusal(withOne(files, 2, (run) => delete run.shard)),
    none: refusal([]),
  };
  expect(facts).toEqual({
    version:
      'shards-unequal: shard-1.json and shard-2.json do not have the same version of Sluice (0.0.0 and 9.9.9).',
    number: 'shards-unequal: shard-1.json and shard-2.json do not have the same number of shards (3 and 4).',
    start: `shards-unequal: shard-1.json and shard-2.json do not have the same start (${startAt} and 2026-05-04T12:00:01.000Z).`,
    workload:
      'shards-unequal: shard-1.json and shard-2.json do not have the same workload (workload-1 and other).',
    timetable: 'shards-unequal: shard-1.json and shard-2.json do not have the same timetable.',
    target:
      'shards-unequal: shard-1.json and shard-2.json did not measure the same candidate (made-up and http://elsewhere.example).',
    wholes:
      'shards-unequal: shard-1.json and shard-2.json do not say the same of block 0 of mixed over all shards.',
    sum: expect.stringMatching(
      /^shards-unequal: Block 0 of mixed in shard-2.json has \d+ requests, and 27 of its 80 fall to shard 2 of 3.$/,
    ) as string,
    twice: 'shards-unequal: shard-1.json and copy.json are both of shard 1.',
    whole: 'shards-unequal: shard-2.json is a run of its own, and no shard of one.',
    none: 'shards-missing: There is no run of a shard among the files.',
  });
});
