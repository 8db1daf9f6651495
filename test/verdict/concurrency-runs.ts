import type { Block, Run } from '../../src/model/run.ts';
import type { ErrorKind } from '../../src/model/sample.ts';
import type { TelemetryId } from '../../src/model/telemetry.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { makeRun } from './runs.ts';

/** One step of a closed loop of 10 s, as a test describes it. */
export interface MadeStep {
  users: number;
  /** Requests a second. */
  rate: number;
  p95Ms?: number;
  ttftMs?: number;
  tokensPerSecond?: number;
  /** Of attempted requests. */
  errors?: { kind: ErrorKind; share: number };
  variant?: string;
  invalid?: true;
  /** Sampled ten times, evenly: the same each time, or what each time was. */
  telemetry?: Partial<Record<TelemetryId, number | number[]>>;
}

const stepMs = 10_000;
const samples = 10;
const originEpochMs = 1_700_000_000_000;

/** A run of these steps, one after the other. */
export function runOfSteps(scenario: 'long-context' | 'batching', steps: readonly MadeStep[]): Run {
  const ids = [...new Set(steps.flatMap(({ telemetry = {} }) => Object.keys(telemetry) as TelemetryId[]))];
  const at = Array.from({ length: steps.length * samples }, (_, i) => (i + 0.5) * (stepMs / samples));
  const value = (id: TelemetryId, i: number): number | null => {
    const told = steps[Math.floor(i / samples)]?.telemetry?.[id];
    return (Array.isArray(told) ? told[i % samples] : told) ?? null;
  };
  return {
    ...makeRun('candidate', { blocks: 1, requests: 10 }),
    blocks: steps.map((step, index) => makeBlock(scenario, step, index)),
    ...(ids.length > 0 && {
      telemetry: {
        originEpochMs,
        atMs: at,
        series: Object.fromEntries(ids.map((id) => [id, at.map((_, i) => value(id, i))])),
      },
    }),
  };
}

function makeBlock(scenario: Block['scenario'], step: MadeStep, index: number): Block {
  const { users, rate, p95Ms = 100, ttftMs, tokensPerSecond, errors, variant, invalid } = step;
  const attempted = Math.round((rate * stepMs) / 1000);
  const failed = Math.round(attempted * (errors?.share ?? 0));
  const completed = attempted - failed;
  const times = (timeMs: number) => distributionFromValues(Array<number>(completed).fill(timeMs));
  const nothing = { attempted: 0, completed: 0, errors: {}, timings: {} };
  return {
    scenario,
    index,
    order: index,
    start: 0,
    startedAtEpochMs: originEpochMs + index * stepMs,
    durationMs: stepMs,
    concurrency: users,
    ...(variant !== undefined && { variant }),
    validity: invalid ? { valid: false, reason: 'the generator was the bottleneck' } : { valid: true },
    classes: {
      short: nothing,
      medium: nothing,
      long: {
        attempted,
        completed,
        errors: errors ? { [errors.kind]: failed } : {},
        timings: { latency: times(p95Ms), ...(ttftMs !== undefined && { ttft: times(ttftMs) }) },
        ...(tokensPerSecond !== undefined && { outputTokens: (tokensPerSecond * stepMs) / 1000 }),
      },
    },
  };
}
