import { distributionFromValues } from '../../src/stats/distribution.ts';
import { judgeRampSteps } from '../../src/verdict/index.ts';
import { mostRepeats, nextRampRate, rampStep } from '../../src/scenario/index.ts';
import { quantise } from '../../src/model/distribution.ts';
import type { LoadPlan } from '../../src/model/plan.ts';
import type { Block, Run } from '../../src/model/run.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { RandomStream } from '../verdict/simulator/random-stream.ts';
import { serveQueue } from './queue-model.ts';
import type { QueueModel } from './queue-model.ts';
import { originEpochMs, simulatedRun } from './simulated-run.ts';

export interface SimulatedRamp {
  expectedRatePerSecond: number;
  /** Shares of the expected rate. */
  from: number;
  to: number;
  steps: number;
  stepMs: number;
  seed: number;
  /** Of the steps, so many are disturbed by the machine and not valid, by chance; 0 where it is not given. */
  invalidShare?: number;
}

/**
 * A ramp as a gate would store it, against a queue in virtual time: rates and arrivals are those of the real plan, step by step, and
 * each step is judged before the next. The server is empty when a step begins.
 */
export function simulateRamp(model: QueueModel, ramp: SimulatedRamp): Run {
  const { seed, expectedRatePerSecond, invalidShare = 0, ...plan } = ramp;
  const scenario = { kind: 'ramp', shape: 'steps', ...plan } as const;
  const load: LoadPlan = {
    expectedRatePerSecond,
    mixedRatePerSecond: expectedRatePerSecond,
    arrivals: model.arrivals ?? 'poisson',
    timeouts: { connectMs: 1, firstByteMs: 1, betweenChunksMs: 1, totalMs: 1, graceMs: 1 },
    workers: 1,
    generator: { sendLagP99Ms: 1, minimumAchievedRate: 1, eventLoopDelayP99Ms: 1 },
  };
  const workload = { classes: [{ name: 'only', share: 1 }], items: [{ classIndex: 0, row: {} }] };
  const stream = new RandomStream(seed);
  const random = () => stream.uniform();
  const run = simulatedRun(seed);
  for (let index = 0; ; index += 1) {
    const measured = judgeRampSteps(run).sort((a, b) => a.block.order - b.block.order);
    const ratePerSecond = nextRampRate(scenario, load, measured, mostRepeats(scenario));
    if (ratePerSecond === undefined) return run;
    const isDisturbed = random() < invalidShare;
    const step = served(model, rampStep({ scenario, load, index, ratePerSecond, workload, random }), random);
    run.blocks.push(isDisturbed ? { ...step, validity: disturbed } : step);
  }
}

const disturbed = { valid: false, reason: 'the machine stood still', cause: 'runner' } as const;

function served(model: QueueModel, plan: BlockPlan, random: () => number): Block {
  if (plan.arrivals.kind !== 'open') throw new TypeError('A step of a ramp is an open loop.');
  const { dueAtMs } = plan.arrivals.schedule;
  const first = dueAtMs.findIndex((ms) => ms >= plan.leadInMs);
  const latencies = Array.from(serveQueue(model, dueAtMs, random).subarray(first), (ms) =>
    Number.isNaN(ms) ? null : quantise(ms),
  );
  const done = latencies.filter((ms) => ms !== null);
  const { index, durationMs, ratePerSecond = 0 } = plan;
  return {
    scenario: 'ramp',
    index,
    order: index,
    start: 0,
    startedAtEpochMs: originEpochMs + index * (plan.leadInMs + durationMs),
    durationMs,
    ratePerSecond,
    validity: { valid: true },
    classes: {
      only: {
        attempted: latencies.length,
        completed: done.length,
        errors: done.length === latencies.length ? {} : { overload: latencies.length - done.length },
        timings: { latency: distributionFromValues(done) },
      },
    },
    requests: {
      schedule: String(index),
      classIndex: latencies.map(() => 0),
      dueMs: Array.from(dueAtMs.subarray(first), (ms) => quantise(ms - plan.leadInMs)),
      latencyMs: latencies,
    },
  };
}
