import type { TargetPlan } from '../model/target.ts';
import type { Block } from '../model/run.ts';
import type { RunningTarget } from '../target/index.ts';
import {
  openMetricsReader,
  openSampler,
  prefixCacheCounters,
  prefixCacheUse,
  sourcesOf,
  watchCpuLimit,
} from '../telemetry/index.ts';
import type { TelemetryRecorder } from '../telemetry/index.ts';

/** What the server's side of a block adds to it. */
export type TargetConditions = Pick<Block, 'cpuLimit' | 'prefixCache'>;

export interface TargetTelemetry {
  /**
   * Right before a block; what it returns is called right after it. In between the target is sampled. Neither is under load,
   * neither throws.
   */
  watch(): Promise<() => Promise<TargetConditions>>;
  close(): Promise<void>;
}

/**
 * Asks a started target about itself, around its blocks and during them.
 * @param recorder of the arm, over all its starts
 */
export function openTargetTelemetry(
  { endpoint, metricsUrl, identity, container, pid }: RunningTarget,
  { metrics }: TargetPlan,
  recorder: TelemetryRecorder,
  onNote: (text: string) => void,
): TargetTelemetry {
  const { proxy, addresses } = endpoint;
  const way = { ...(proxy ? { proxy } : {}), ...(addresses ? { addresses } : {}) };
  const there = metricsUrl === undefined ? endpoint : { baseUrl: metricsUrl, ...way };
  const reader = metrics && openMetricsReader({ endpoint: there, path: metrics.path, onNote });
  // What is only known by its address was not started by us.
  if (identity.kind !== 'url') recorder.restarted();
  const sources = sourcesOf({
    ...(metrics && reader ? { metrics: { reader, plan: metrics } } : {}),
    ...(container ? { container } : {}),
    ...(pid === undefined ? {} : { pid }),
    onNote,
    onPreset: (preset) => recorder.name(preset),
  });
  const sampler = openSampler({ sources, recorder, onNote });
  return {
    async watch() {
      const before = await reader?.read(prefixCacheCounters);
      const endLimit = container && watchCpuLimit(container);
      sampler.start();
      return async () => {
        const cpuLimit = endLimit?.();
        await sampler.stop();
        const after = await reader?.read(prefixCacheCounters);
        const prefixCache = before && after && prefixCacheUse(before, after);
        return { ...(cpuLimit && { cpuLimit }), ...(prefixCache && { prefixCache }) };
      };
    },
    async close() {
      await reader?.close();
      await sampler.close();
    },
  };
}
