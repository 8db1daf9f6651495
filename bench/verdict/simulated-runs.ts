import { quantise } from '../../src/model/distribution.ts';
import type { Block, BlockRequests, ClassBlock, Distribution, Run } from '../../src/model/run.ts';
import { runSchema } from '../../src/model/run.ts';
import { ScheduleHash } from '../../src/model/schedule-hash.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import type { SimulatedBlock } from './simulator/block.ts';
import type { SimulatedPair } from './simulator/measurement.ts';
import { classNames, models } from './simulator/workloads.ts';
import type { ModelName } from './simulator/workloads.ts';

/** The two runs that a gate would have recorded of these pairs. */
export function runsOfPairs(
  model: ModelName,
  pairs: readonly SimulatedPair[],
): { base: Run; candidate: Run } {
  const blocks = (arm: 'base' | 'candidate') =>
    pairs.map((pair, index) => {
      const second = pair.baseFirst === (arm === 'candidate') ? 1 : 0;
      return blockOf(pair[arm], { index, order: 2 * index + second, start: pair.start });
    });
  return {
    base: runOf(model, 'base', blocks('base')),
    candidate: runOf(model, 'candidate', blocks('candidate')),
  };
}

export function runOf(model: ModelName, arm: Run['arm'], blocks: Block[]): Run {
  return {
    schema: runSchema,
    suite: model,
    arm,
    provenance: {
      sluiceVersion: 'simulated',
      measuredAt: '2000-01-01T00:00:00.000Z',
      target: { kind: 'imported', name: model },
      profile: 'simulated',
      seed: 0,
      planHash: 'simulated',
      workloadHash: model,
      environment: {
        fingerprint: 'simulated',
        cpuModel: 'simulated',
        cores: 0,
        memoryGiB: 0,
        gpus: [],
        kernel: '',
        runnerImage: '',
        nodeVersion: '',
      },
    },
    classes: classNames.map((name, i) => ({ name, share: models[model].mix[i]! })),
    coldStarts: [],
    blocks,
    errorExamples: [],
    warnings: [],
  };
}

export function blockOf(
  simulated: SimulatedBlock,
  place: { index: number; order: number; start: number },
): Block {
  const { trace, startSeconds } = simulated;
  return {
    scenario: 'mixed',
    ...place,
    startedAtEpochMs: startSeconds * 1000,
    durationMs: trace.seconds * 1000,
    validity: { valid: true },
    classes: Object.fromEntries(classNames.map((name, i) => [name, classBlockOf(simulated, i)])),
    requests: requestsOf(simulated),
  };
}

function requestsOf({ trace, ok, latencyMs, ttftMs, tpotMs }: SimulatedBlock): BlockRequests {
  const hash = new ScheduleHash();
  trace.arrival.forEach((seconds, i) => hash.add(trace.class[i]!, i, seconds * 1000));
  const times = (column: Float64Array) =>
    Array.from(column, (timeMs, i) => (ok[i] ? quantise(timeMs) : null));
  return {
    schedule: hash.digest(),
    classIndex: [...trace.class],
    latencyMs: times(latencyMs),
    ...(ttftMs && tpotMs ? { ttftMs: times(ttftMs), tpotMs: times(tpotMs) } : {}),
  };
}

function classBlockOf(
  { trace, ok, latencyMs, ttftMs, tpotMs }: SimulatedBlock,
  inputClass: number,
): ClassBlock {
  const mine: number[] = [];
  trace.class.forEach((of, i) => of === inputClass && mine.push(i));
  const successes = mine.filter((i) => ok[i] === 1);
  const timing = (times: Float64Array): Distribution =>
    distributionFromValues(successes.map((i) => quantise(times[i]!)));
  const failed = mine.length - successes.length;
  return {
    attempted: mine.length,
    completed: successes.length,
    errors: failed > 0 ? { 'model-error': failed } : {},
    timings: {
      latency: timing(latencyMs),
      ...(ttftMs && tpotMs ? { ttft: timing(ttftMs), tpot: timing(tpotMs) } : {}),
    },
  };
}
