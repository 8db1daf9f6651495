import { SluiceError } from '../model/error.ts';
import type { Arm, Block, Run } from '../model/run.ts';
import { runSchema } from '../model/run.ts';
import type { SampleBlock } from './sample-block.ts';

/** What a sample file holds: two arms measured in pairs, or a history and a run to screen. */
export type SampleSet =
  { mode: 'paired'; base: Run; candidate: Run } | { mode: 'baseline'; history: Run[]; candidate: Run };

/** Arms whose numbers of requests differ by more than this were not asked the same. */
const sameLoadWithin = 0.05;

/** Two runs from the blocks of pairs, in the order of time. */
export function pairedOf(blocks: readonly SampleBlock[], name: string): SampleSet {
  refuseOneArm(blocks, name);
  refuseOtherClasses(blocks, name);
  refuseUnequalLoad(blocks, name);
  const inTime = [...blocks].sort((a, b) => a.head.startMs - b.head.startMs);
  const orders = new Map(inTime.map((block, order) => [block, order]));
  const run = (arm: Arm, warnings: string[]) => {
    const mine = inTime.filter(({ head }) => head.arm === arm);
    return runOf(arm, name, 'imported', mine, inTime, warnings, orders);
  };
  return {
    mode: 'paired',
    base: run('base', []),
    candidate: run('candidate', [...pairWarnings(blocks), ...overlapWarnings(inTime)]),
  };
}

/** A run for each earlier `run`, in the order of the file, and one for the candidate. */
export function historyOf(blocks: readonly SampleBlock[], name: string): SampleSet {
  const byRun = new Map<string, SampleBlock[]>();
  for (const block of blocks) {
    const { place } = block.head;
    const id = place.mode === 'baseline' ? place.run : '';
    const known = byRun.get(id);
    if (known) known.push(block);
    else byRun.set(id, [block]);
  }
  const runs = [...byRun].map(([id, mine]) => {
    const { arm, environment } = mine[0]!.head;
    if (mine.some(({ head }) => head.arm !== arm || head.environment !== environment))
      throw wrong(name, `run ${id} has blocks of both arms or of two environments`);
    const inTime = [...mine].sort((a, b) => a.head.startMs - b.head.startMs);
    const orders = new Map(inTime.map((block, order) => [block, order]));
    return runOf(arm, name, environment, inTime, blocks, [], orders);
  });
  const candidates = runs.filter(({ arm }) => arm === 'candidate');
  const [candidate] = candidates;
  if (!candidate) throw wrong(name, 'the file holds no run of the candidate');
  if (candidates.length > 1)
    throw wrong(name, `the file holds ${candidates.length} runs of the candidate, not one`);
  refuseOtherClasses(blocks, name);
  return { mode: 'baseline', history: runs.filter(({ arm }) => arm === 'base'), candidate };
}

function refuseOneArm(blocks: readonly SampleBlock[], name: string): void {
  for (const arm of ['base', 'candidate'] as const) {
    if (!blocks.some(({ head }) => head.arm === arm))
      throw wrong(name, `the file holds no block of the ${arm}`);
  }
}

/** A class that one arm alone has: the arms were not given the same inputs. */
function refuseOtherClasses(blocks: readonly SampleBlock[], name: string): void {
  const classes = (arm: Arm) =>
    new Set(
      blocks.filter(({ head }) => head.arm === arm).flatMap((block) => [...block.attemptedByClass().keys()]),
    );
  const [base, candidate] = [classes('base'), classes('candidate')];
  if (base.size === 0 || candidate.size === 0) return;
  for (const className of [...base, ...candidate]) {
    if (base.has(className) && candidate.has(className)) continue;
    const has = base.has(className) ? 'base' : 'candidate';
    throw wrong(name, `the class "${className}" has requests in the ${has} alone`);
  }
}

function refuseUnequalLoad(blocks: readonly SampleBlock[], name: string): void {
  for (const { base, candidate } of pairsOf(blocks)) {
    const [before, after] = [base.head.durationMs, candidate.head.durationMs];
    if (Math.abs(after / before - 1) > sameLoadWithin)
      throw wrong(name, `a pair has blocks of ${before} ms and ${after} ms; both must be equally long`);
  }
  const total = (arm: 'base' | 'candidate') =>
    pairsOf(blocks).reduce((sum, pair) => sum + pair[arm].attempted, 0);
  const [base, candidate] = [total('base'), total('candidate')];
  if (Math.abs(candidate - base) > sameLoadWithin * base)
    throw wrong(
      name,
      `the base was asked ${base} requests and the candidate ${candidate}; the load must be equal`,
    );
}

function pairWarnings(blocks: readonly SampleBlock[]): string[] {
  const pairs = pairsOf(blocks);
  const single = blocks.length - 2 * pairs.length;
  const unequal = pairs.filter(({ base, candidate }) => base.scheduleId !== candidate.scheduleId).length;
  return [
    ...(single > 0 ? [`${single} blocks have no partner in the other arm and were left out`] : []),
    ...(unequal > 0
      ? [
          `in ${unequal} of ${pairs.length} pairs the arms had different schedules, which makes the result less sharp`,
        ]
      : []),
  ];
}

function overlapWarnings(inTime: readonly SampleBlock[]): string[] {
  const overlapping = inTime.filter((block, i) => {
    const before = inTime[i - 1];
    return before !== undefined && before.head.startMs + before.head.durationMs > block.head.startMs + 1e-6;
  });
  return overlapping.length === 0
    ? []
    : [
        `${overlapping.length} blocks began before the one before them was over, so that both arms were under load`,
      ];
}

function pairsOf(blocks: readonly SampleBlock[]): { base: SampleBlock; candidate: SampleBlock }[] {
  const found = new Map<number, Partial<Record<Arm, SampleBlock>>>();
  for (const block of blocks) {
    const { place, arm } = block.head;
    if (place.mode === 'paired') found.set(place.pair, { ...found.get(place.pair), [arm]: block });
  }
  return [...found.values()].flatMap(({ base, candidate }) =>
    base && candidate ? [{ base, candidate }] : [],
  );
}

function runOf(
  arm: Arm,
  name: string,
  fingerprint: string,
  mine: readonly SampleBlock[],
  all: readonly SampleBlock[],
  warnings: string[],
  orders: ReadonlyMap<SampleBlock, number>,
): Run {
  const classes = classShares(all);
  return {
    schema: runSchema,
    suite: 'imported',
    arm,
    provenance: {
      sluiceVersion: 'imported',
      measuredAt: '1970-01-01T00:00:00.000Z',
      target: { kind: 'imported', name },
      profile: 'imported',
      seed: 0,
      planHash: 'imported',
      workloadHash: 'imported',
      environment: { ...unknownEnvironment, fingerprint },
    },
    classes,
    coldStarts: [],
    blocks: mine.map((block) => blockOf(block, orders.get(block)!, classes)),
    errorExamples: [],
    warnings,
  };
}

export const unknownEnvironment = {
  cpuModel: 'unknown',
  cores: 0,
  memoryGiB: 0,
  gpus: [],
  kernel: 'unknown',
  runnerImage: 'unknown',
  nodeVersion: 'unknown',
};

function blockOf(block: SampleBlock, order: number, classes: Run['classes']): Block {
  const { place, start, startMs, durationMs } = block.head;
  const requests = block.requests.toBlock(classes.map(({ name }) => name));
  return {
    scenario: 'mixed',
    index: place.mode === 'paired' ? place.pair : place.blockIndex,
    order,
    start,
    startedAtEpochMs: startMs,
    durationMs,
    validity: { valid: true },
    classes: block.classBlocks(),
    ...(requests ? { requests } : {}),
  };
}

export function classShares(blocks: readonly SampleBlock[]): Run['classes'] {
  const attempted = new Map<string, number>();
  let total = 0;
  for (const block of blocks) {
    for (const [name, count] of block.attemptedByClass()) {
      attempted.set(name, (attempted.get(name) ?? 0) + count);
      total += count;
    }
  }
  return [...attempted].map(([name, count]) => ({ name, share: count / total }));
}

function wrong(name: string, fact: string): SluiceError {
  return new SluiceError('samples-malformed', {
    fact: `${name}: ${fact}.`,
    remedy: 'Correct the file; docs/samples.md describes the format.',
  });
}
