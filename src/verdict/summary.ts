import { allClasses } from '../model/metric.ts';
import type { TimingId } from '../model/metric.ts';
import type { ScenarioName } from '../model/scenario.ts';
import type {
  ClassSummary,
  PercentileSummary,
  RunSummary,
  StepSummary,
  TimelinePoint,
} from '../model/report.ts';
import type { Block, Distribution, Run } from '../model/run.ts';
import { countOf, mergeDistributions, quantileOf } from '../stats/distribution.ts';
import { logDensity } from '../stats/log-density.ts';
import { BlockView } from './block-view.ts';
import { telemetryPicture } from './telemetry-picture.ts';

/** A quantile with fewer requests beyond it than this is shown greyed. */
const requestsBeyond = 3;

/**
 * What charts and tables show of a run. `originEpochMs` is where the timeline starts, the same for both arms; by default
 * the run's own first block.
 */
export function summariseRun(run: Run, originEpochMs?: number): RunSummary {
  const origin = originEpochMs ?? Math.min(...run.blocks.map(({ startedAtEpochMs }) => startedAtEpochMs));
  const inOrder = [...run.blocks].sort((a, b) => a.order - b.order);
  return {
    provenance: run.provenance,
    classes: run.classes,
    coldStarts: run.coldStarts,
    warnings: run.warnings,
    errorExamples: run.errorExamples,
    single: classSummaries(run, 'single'),
    // Where it bends and breaks it is refined, so steps are not measured in the order of their rates.
    ramp: inOrder
      .filter(({ scenario }) => scenario === 'ramp')
      .map(stepOf)
      .sort((a, b) => a.ratePerSecond - b.ratePerSecond),
    mixed: classSummaries(run, 'mixed'),
    closed: classSummaries(run, 'closed'),
    timeline: inOrder.map((block) => timelinePoint(block, origin)),
    invalidBlocks: inOrder.flatMap(({ scenario, index, validity }) =>
      validity.valid ? [] : [{ scenario, index, reason: validity.reason }],
    ),
    ...(run.edgeCases ? { edgeCases: run.edgeCases } : {}),
    ...(run.shards ? { shards: run.shards } : {}),
    ...(run.telemetry ? { telemetry: telemetryPicture(run.telemetry, origin) } : {}),
  };
}

function classSummaries(run: Run, scenario: ScenarioName): ClassSummary[] {
  const views = run.blocks
    .filter((block) => block.scenario === scenario && block.validity.valid)
    .map((block) => new BlockView(block));
  if (views.length === 0) return [];
  return [allClasses, ...run.classes.map(({ name }) => name)].map((name) => classSummary(name, views));
}

function classSummary(className: string, views: readonly BlockView[]): ClassSummary {
  const merged = (timing: TimingId) =>
    mergeDistributions(views.map((view) => view.timing(className, timing)));
  const errors: Record<string, number> = {};
  for (const view of views)
    for (const [kind, count] of view.errorKinds(className)) errors[kind] = (errors[kind] ?? 0) + count;
  const latency = merged('latency');
  const density = logDensity(latency);
  return {
    class: className,
    attempted: views.reduce((sum, view) => sum + view.attempted(className), 0),
    completed: views.reduce((sum, view) => sum + view.completed(className), 0),
    errors,
    latencyMs: percentiles(latency),
    ttftMs: percentiles(merged('ttft')),
    tpotMs: percentiles(merged('tpot')),
    itlMs: percentiles(merged('itl')),
    ...tokensOf(className, views),
    curve: curveOf(latency),
    ...(density ? { density } : {}),
  };
}

/** As far as the server tells. */
function tokensOf(
  className: string,
  views: readonly BlockView[],
): Pick<ClassSummary, 'outputTokens' | 'reasoningTokens'> {
  const outputTokens = views.reduce((sum, view) => sum + view.outputTokens(className), 0);
  const reasoningTokens = views.reduce((sum, view) => sum + view.reasoningTokens(className), 0);
  return {
    ...(outputTokens > 0 ? { outputTokens } : {}),
    ...(reasoningTokens > 0 ? { reasoningTokens } : {}),
  };
}

function percentiles(distribution: Distribution): PercentileSummary | null {
  const p50 = quantileOf(distribution, 0.5);
  const p95 = quantileOf(distribution, 0.95);
  const p99 = quantileOf(distribution, 0.99);
  if (p50 === null || p95 === null || p99 === null) return null;
  const sufficient = (p: number) => countOf(distribution) * (1 - p) >= requestsBeyond - 1e-9;
  return { p50, p95, p99, p95Sufficient: sufficient(0.95), p99Sufficient: sufficient(0.99) };
}

/** Every percent, finer towards the end, as far as at least one request lies beyond. */
function curveOf(distribution: Distribution): [number, number][] {
  const total = countOf(distribution);
  const steps = [...Array.from({ length: 100 }, (_, i) => i / 100), 0.995, 0.999];
  return steps
    .filter((p) => total * (1 - p) >= 1)
    .map((p) => [p, quantileOf(distribution, p)!] as [number, number]);
}

function stepOf(block: Block): StepSummary {
  const view = new BlockView(block);
  const latency = view.timing(allClasses, 'latency');
  const attempted = view.attempted(allClasses);
  const completed = view.completed(allClasses);
  return {
    ratePerSecond: rateOf(block, attempted),
    completedPerSecond: perSecond(completed, block.durationMs),
    ...goodOf(block),
    p50Ms: quantileOf(latency, 0.5),
    p95Ms: quantileOf(latency, 0.95),
    errorShare: attempted === 0 ? 0 : (attempted - completed) / attempted,
    valid: block.validity.valid,
  };
}

function goodOf(block: Block): Pick<StepSummary, 'goodPerSecond'> {
  const known = Object.values(block.classes).flatMap(({ good }) => good ?? []);
  if (known.length === 0) return {};
  return {
    goodPerSecond: perSecond(
      known.reduce((sum, count) => sum + count, 0),
      block.durationMs,
    ),
  };
}

function timelinePoint(block: Block, originEpochMs: number): TimelinePoint {
  const view = new BlockView(block);
  const latency = view.timing(allClasses, 'latency');
  const attempted = view.attempted(allClasses);
  const completed = view.completed(allClasses);
  const { validity } = block;
  return {
    atSeconds: (block.startedAtEpochMs - originEpochMs) / 1000,
    durationSeconds: block.durationMs / 1000,
    scenario: block.scenario,
    index: block.index,
    ratePerSecond: rateOf(block, attempted),
    p50Ms: quantileOf(latency, 0.5),
    p95Ms: quantileOf(latency, 0.95),
    p99Ms: quantileOf(latency, 0.99),
    completedPerSecond: perSecond(completed, block.durationMs),
    errors: attempted - completed,
    errorKinds: Object.fromEntries(view.errorKinds(allClasses)),
    valid: validity.valid,
    ...(validity.valid ? {} : { reason: validity.reason }),
  };
}

/** What was asked, in closed loops what was sent. */
const rateOf = (block: Block, attempted: number): number =>
  block.ratePerSecond ?? perSecond(attempted, block.durationMs);

const perSecond = (count: number, durationMs: number): number =>
  durationMs > 0 ? (count / durationMs) * 1000 : 0;
