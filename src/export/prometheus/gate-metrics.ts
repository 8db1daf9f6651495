import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RegistryContentType } from 'prom-client';
import type { TimingId } from '../../model/metric.ts';
import type { ObservedBlock } from '../../model/observed-block.ts';
import type { GateEvent } from '../../model/progress.ts';
import type { Block, ClassBlock, Distribution } from '../../model/run.ts';
import type { LiveSubject } from '../live-exporter.ts';
import { classLabels } from '../class-labels.ts';
import { liveGauges } from './live-gauges.ts';
import { resultMetrics } from './result-metrics.ts';
import { telemetryMetrics } from './telemetry-metrics.ts';

/** 1 ms to 100 s, five a decade (the R5 series): a percentile drawn from them is at most 1.6 times off. */
const boundsSeconds = Array.from({ length: 26 }, (_, i) => Number((0.001 * 10 ** (i / 5)).toPrecision(2)));

const ofClass = ['arm', 'scenario', 'class'] as const;

/**
 * The metrics of one gate, in one text format: a registry of prom-client cannot change its format afterwards without
 * losing the names of its counters. Counts and histograms are those of the kept blocks, so they agree with the run files.
 */
export function gateMetrics(format: RegistryContentType, subject: LiveSubject) {
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(format);
  const registers = [registry];
  registry.setDefaultLabels({ suite: subject.suite });
  const label = classLabels();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `sluice_${name}`, help, labelNames, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `sluice_${name}_total`, help, labelNames, registers });
  const histogram = (name: string, help: string) =>
    new Histogram({
      name: `sluice_${name}_seconds`,
      help,
      labelNames: ofClass,
      buckets: boundsSeconds,
      registers,
    });

  const requests = counter('requests', 'Measured requests by what became of them.', [...ofClass, 'outcome']);
  const tokens = counter('tokens', 'Tokens of completed measured requests.', [...ofClass, 'type']);
  const blocks = counter('blocks', 'Blocks that were measured; only valid ones are judged.', [
    'arm',
    'scenario',
    'valid',
  ]);
  const timings: Partial<Record<TimingId, Histogram<(typeof ofClass)[number]>>> = {
    latency: histogram('request_duration', 'Latency of completed requests, from when they were due.'),
    ttft: histogram('time_to_first_token', 'Time to the first token, from when the request was due.'),
    tpot: histogram('time_per_output_token', 'Time per output token after the first.'),
  };
  const info = gauge('run_info', 'The gate that runs.', ['profile', 'version', 'shard']);
  const running = gauge('running', '1 while the gate measures, 0 at its end.');
  const live = liveGauges(gauge);
  const sendLag = gauge('generator_send_lag_seconds', 'Sent minus due in the last block.', [
    'arm',
    'statistic',
  ]);
  const achieved = gauge('generator_achieved_ratio', 'Sent over asked in the last block.', ['arm']);
  const ready = gauge('target_ready_seconds', 'From the last start of the target until it was ready.', [
    'arm',
  ]);
  const telemetry = telemetryMetrics(registers);
  const result = resultMetrics(gauge, label);
  const { profile, sluiceVersion: version, shard } = subject;
  info.set({ profile, version, ...(shard && { shard: `${shard.index}/${shard.of}` }) }, 1);
  running.set(1);

  const countClass = (at: { arm: string; scenario: string; class: string }, block: ClassBlock) => {
    const outcomes = { ok: block.completed, ...block.errors };
    for (const [outcome, count] of Object.entries(outcomes)) requests.inc({ ...at, outcome }, count);
    const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = block;
    const counts = {
      input: inputTokens,
      cached_input: cachedTokens,
      output: outputTokens,
      reasoning: reasoningTokens,
    };
    for (const [type, count] of Object.entries(counts)) if (count) tokens.inc({ ...at, type }, count);
    for (const [timing, into] of Object.entries(timings) as [TimingId, Histogram][]) {
      const distribution = block.timings[timing];
      if (distribution) observe(into.labels(at), distribution);
    }
  };
  const countBlock = (arm: string, { scenario, validity, classes, health }: Block) => {
    blocks.inc({ arm, scenario, valid: String(validity.valid) });
    for (const [name, block] of Object.entries(classes))
      if (block.attempted > 0) countClass({ arm, scenario, class: label(name) }, block);
    if (!health) return;
    for (const [statistic, lagMs] of Object.entries(health.sendLagMs))
      if (Number.isFinite(lagMs)) sendLag.set({ arm, statistic }, lagMs / 1000);
    if (Number.isFinite(health.achievedRate)) achieved.set({ arm }, health.achievedRate);
  };

  const end = (): void => {
    live.reset();
    running.set(0);
  };

  return {
    registry,
    onEvent(event: GateEvent): void {
      if (event.kind === 'progress') live.set(event.progress);
      else if (event.kind === 'ready') ready.set({ arm: event.arm }, event.readyMs / 1000);
    },
    onBlock({ arm, parts, telemetry: sampled }: ObservedBlock): void {
      for (const { block } of parts) {
        countBlock(arm, block);
        if (sampled) telemetry.set(arm, sampled, block);
      }
    },
    /** Of what is measured and not judged. */
    onEnd: end,
    onResult(...given: Parameters<typeof result.set>): void {
      end();
      result.set(...given);
    },
  };
}

export type GateMetrics = ReturnType<typeof gateMetrics>;

function observe(into: { observe: (seconds: number) => void }, { valuesMs, counts }: Distribution): void {
  for (const [i, valueMs] of valuesMs.entries())
    for (let left = counts[i] ?? 0; left > 0; left--) into.observe(valueMs / 1000);
}
