import type { SteadyTraits, Trend } from '../../model/characteristics.ts';
import type { Run } from '../../model/run.ts';
import { loadTrait } from './load-trait.ts';
import { steadyTraits } from './steady.ts';

const names: Readonly<Record<Trend['of'], string>> = {
  'latency.p50': 'p50 latency',
  'latency.p95': 'p95 latency',
  'target.memory': 'memory',
  'target.files': 'open files',
  'gpu.memory': 'GPU memory',
};

/** `memory +1.2 MB/min`. */
export const describeTrend = (trend: Trend): string => `${names[trend.of]} ${slopeText(trend)}`;

/** `+0.3 MB/min`; 1 MB is 10^6 bytes. */
function slopeText({ slope: { value }, unit }: Trend): string {
  const sign = value < 0 ? '-' : '+';
  const size = Math.abs(value);
  switch (unit) {
    case 'share/h':
      return `${sign}${rounded(size * 100)} %/h`;
    case 'bytes/min':
      return `${sign}${rounded(size / 1e6)} MB/min`;
    case 'files/min':
      return `${sign}${rounded(size)}/min`;
  }
}

const rounded = (size: number): string => size.toFixed(size < 10 ? 1 : 0);

/**
 * How a steady load stands, for the log: `soak: 12 of 60 min, p95 84 ms, errors 0, memory 512 MB (+0.3 MB/min)`. Latency and
 * errors are those of the last `blocks` blocks.
 */
export function steadyProgress(
  run: Run,
  scenario: SteadyTraits['scenario'],
  { durationMs, blocks }: { durationMs: number; blocks: number },
): string {
  const own = run.blocks.filter((block) => block.scenario === scenario);
  const traits = steadyTraits(run)?.find((each) => each.scenario === scenario);
  const minutes = (ms: number) => (ms / 60_000).toFixed(durationMs < 600_000 ? 1 : 0);
  const { p95Ms, errorShare } = loadTrait(own.slice(-blocks));
  return [
    `${scenario}: ${minutes(traits?.measuredMs ?? 0)} of ${minutes(durationMs)} min`,
    `p95 ${p95Ms === null ? 'none' : `${p95Ms >= 100 ? p95Ms.toFixed(0) : p95Ms.toPrecision(2)} ms`}`,
    `errors ${errorShare === 0 ? '0' : `${(errorShare * 100).toPrecision(2)} %`}`,
    ...memoryText(run, traits),
    ...(traits?.restarts ? [`${traits.restarts} restarts`] : []),
  ].join(', ');
}

function memoryText({ telemetry }: Run, traits: SteadyTraits | undefined): string[] {
  const bytes = telemetry?.series['target.memory']?.findLast((value) => value !== null);
  if (bytes === undefined || bytes === null) return [];
  const trend = traits?.trends.find(({ of }) => of === 'target.memory');
  return [`memory ${Math.round(bytes / 1e6)} MB${trend ? ` (${slopeText(trend)})` : ''}`];
}
