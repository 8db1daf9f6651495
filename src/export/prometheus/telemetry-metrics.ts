import { Counter, Gauge } from 'prom-client';
import type { Registry, RegistryContentType } from 'prom-client';
import type { Block } from '../../model/run.ts';
import { telemetryMetrics as known } from '../../model/telemetry.ts';
import type { Telemetry, TelemetryId, TelemetryMetric } from '../../model/telemetry.ts';

/** Base units, as Prometheus asks for; `scale` leads to them. */
const units: Record<TelemetryMetric['unit'], { suffix: string; scale: number }> = {
  count: { suffix: '', scale: 1 },
  share: { suffix: '_ratio', scale: 1 },
  bytes: { suffix: '_bytes', scale: 1 },
  cores: { suffix: '_cores', scale: 1 },
  tokens: { suffix: '', scale: 1 },
  watts: { suffix: '_watts', scale: 1 },
  MHz: { suffix: '_hertz', scale: 1e6 },
  '°C': { suffix: '_celsius', scale: 1 },
};

type Series = (number | null)[];

/**
 * What was sampled of target, server, GPUs and runner: after each block the mean of gauges over it, and what counters have
 * reached. A metric appears with its first value: most servers have few of them.
 */
export function telemetryMetrics(registers: Registry<RegistryContentType>[]) {
  const gauges = new Map<TelemetryId, Gauge<'arm'>>();
  const counters = new Map<TelemetryId, Counter<'arm'>>();
  const reached = new Map<string, number>();

  const setMean = (id: TelemetryId, arm: string, values: Series): void => {
    const seen = values.filter((value) => value !== null);
    if (seen.length === 0) return;
    const { header, unit } = known[id];
    const name = `${nameOf(id)}${units[unit].suffix}`;
    const help = `Mean over the last block: ${header}.`;
    const gauge = gauges.get(id) ?? new Gauge({ name, help, labelNames: ['arm'], registers });
    gauges.set(id, gauge);
    gauge.set({ arm }, (seen.reduce((sum, value) => sum + value, 0) / seen.length) * units[unit].scale);
  };
  const count = (id: TelemetryId, arm: string, values: Series): void => {
    const now = values.findLast((value) => value !== null);
    if (now === undefined) return;
    const { header, unit } = known[id];
    const name = `${nameOf(id)}${units[unit].suffix}_total`;
    const counter =
      counters.get(id) ?? new Counter({ name, help: `So far: ${header}.`, labelNames: ['arm'], registers });
    counters.set(id, counter);
    const before = reached.get(`${id} ${arm}`) ?? 0;
    // Another run of the same arm, as a replay after a screen, begins at 0 again.
    counter.inc({ arm }, now >= before ? now - before : now);
    reached.set(`${id} ${arm}`, now);
  };

  return {
    set(arm: string, { originEpochMs, atMs, series }: Telemetry, block: Block): void {
      const fromMs = block.startedAtEpochMs - originEpochMs;
      const first = atMs.findIndex((at) => at >= fromMs);
      const last = atMs.findLastIndex((at) => at <= fromMs + block.durationMs);
      for (const [id, values] of Object.entries(series) as [TelemetryId, Series][]) {
        if (known[id].kind === 'counter') count(id, arm, values);
        else if (first >= 0) setMean(id, arm, values.slice(first, last + 1));
      }
    },
  };
}

const nameOf = (id: TelemetryId): string => `sluice_${id.replaceAll(/[.-]/g, '_')}`;
