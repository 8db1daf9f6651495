import type { Block, ClassBlock, Run } from '../../src/model/run.ts';
import { RandomStream } from '../verdict/simulator/random-stream.ts';
import { originEpochMs, simulatedRun } from './simulated-run.ts';

/** How a simulated soak differs from one in which nothing moves. */
export interface SoakShape {
  seed: number;
  minutes?: number;
  /** Autocorrelation of all noise over ten seconds: of block latencies, and of what memory wanders by. */
  rho?: number;
  /** Standard deviation of a block's latency, as a share. */
  latencySpread?: number;
  /** Of the memory that wanders, in MB. */
  wanderMb?: number;
  /** Height of the teeth that garbage collection makes, in MB; each lasts `toothSeconds`, give or take a quarter. */
  toothMb?: number;
  toothSeconds?: number;
  /** What heap and caches grow by to their size, with a time constant of a minute. */
  warmUpMb?: number;
  leakMbPerMinute?: number;
  /** Taken all at once at a random time, and kept: no leak. */
  stepMb?: number;
  /** Of p50 and p95, as a share of their level an hour. */
  latencyRisePerHour?: number;
}

const blockMs = 10_000;
const leadInMs = 1_000;
const samplesPerSecond = 3;
const requestsPerBlock = 100;

/** A soak of blocks of 10 s with telemetry three times a second, as a gate would store it; the seed decides everything. */
export function simulateSoak(shape: SoakShape): Run {
  const { minutes = 10 } = shape;
  const stream = new RandomStream(shape.seed);
  return {
    ...simulatedRun(shape.seed),
    blocks: simulateBlocks(shape, Math.round((minutes * 60_000) / blockMs), stream),
    telemetry: simulateTelemetry(shape, minutes * 60, stream),
  };
}

/** The first part of a soak, as it stood after so many of its blocks. */
export function soakSoFar(run: Run, blocks: number): Run {
  return { ...run, blocks: run.blocks.slice(0, blocks) };
}

/** Values of a Gaussian process with mean 0 and spread 1 whose autocorrelation over `steps` values is `rho`. */
function wander(stream: RandomStream, rho: number, steps: number): () => number {
  const kept = rho ** (1 / steps);
  let value = stream.normal();
  return () => (value = kept * value + Math.sqrt(1 - kept ** 2) * stream.normal());
}

function simulateBlocks(shape: SoakShape, count: number, stream: RandomStream): Block[] {
  const { rho = 0, latencySpread = 0.03, latencyRisePerHour = 0 } = shape;
  const [p50, p95] = [wander(stream, rho, 1), wander(stream, rho, 1)];
  return Array.from({ length: count }, (_, index): Block => {
    const hours = (index * blockMs) / 3_600_000;
    const level = 1 + latencyRisePerHour * hours;
    const medianMs = 40 * level * Math.exp(latencySpread * p50());
    const tailMs = 120 * level * Math.exp(2 * latencySpread * p95());
    return {
      scenario: 'soak',
      index,
      order: index,
      start: 0,
      startedAtEpochMs: originEpochMs + index * blockMs,
      durationMs: blockMs - leadInMs,
      ratePerSecond: 12,
      validity: { valid: true },
      classes: { only: requestsOf(medianMs, tailMs) },
    };
  });
}

/** As many requests as it takes for p50 and p95 to be these. */
function requestsOf(medianMs: number, tailMs: number): ClassBlock {
  const tail = requestsPerBlock / 10;
  return {
    attempted: requestsPerBlock,
    completed: requestsPerBlock,
    errors: {},
    timings: { latency: { valuesMs: [medianMs, tailMs], counts: [requestsPerBlock - tail, tail] } },
  };
}

function simulateTelemetry(
  shape: SoakShape,
  seconds: number,
  stream: RandomStream,
): NonNullable<Run['telemetry']> {
  const {
    rho = 0,
    wanderMb = 1,
    toothMb = 0,
    toothSeconds = 15,
    warmUpMb = 0,
    leakMbPerMinute = 0,
    stepMb = 0,
  } = shape;
  const wandering = wander(stream, rho, 10 * samplesPerSecond);
  const stepAtSecond = stepMb === 0 ? Infinity : seconds * stream.uniform();
  const atMs: number[] = [];
  const memory: number[] = [];
  const files: number[] = [];
  let [toothAge, toothLength] = [0, toothSeconds];
  for (let i = 0; i < seconds * samplesPerSecond; i++) {
    const second = i / samplesPerSecond;
    toothAge += 1 / samplesPerSecond;
    if (toothAge > toothLength) [toothAge, toothLength] = [0, toothSeconds * (0.75 + 0.5 * stream.uniform())];
    const inFlight = Math.abs(2 * stream.normal());
    const heap = warmUpMb * -Math.expm1(-second / 60) + (toothMb * toothAge) / toothSeconds;
    const kept = (leakMbPerMinute * second) / 60 + (second > stepAtSecond ? stepMb : 0);
    const megabytes = 400 + heap + inFlight + wanderMb * wandering() + kept;
    atMs.push(second * 1000);
    memory.push(Math.round(megabytes * 1e6));
    files.push(40 + Math.round(Math.abs(3 * stream.normal())));
  }
  return { originEpochMs, atMs, series: { 'target.memory': memory, 'target.files': files } };
}
