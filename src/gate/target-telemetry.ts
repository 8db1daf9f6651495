import type { TargetPlan } from '../model/target.ts';
import type { Block } from '../model/run.ts';
import type { RunningTarget } from '../target/index.ts';
import { openMetricsReader, prefixCacheCounters, prefixCacheUse, watchCpuLimit } from '../telemetry/index.ts';

/** What the server's side of a block adds to it. */
export type TargetConditions = Pick<Block, 'cpuLimit' | 'prefixCache'>;

export interface TargetTelemetry {
  /** Right before a block; what it returns is called right after it. Neither is under load, neither throws. */
  watch(): Promise<() => Promise<TargetConditions>>;
  close(): Promise<void>;
}

/** Asks a started target about itself, around its blocks. */
export function openTargetTelemetry(
  { endpoint, container }: RunningTarget,
  { metrics }: TargetPlan,
  onNote: (text: string) => void,
): TargetTelemetry {
  const reader = metrics && openMetricsReader({ ...metrics, endpoint, wanted: prefixCacheCounters, onNote });
  return {
    async watch() {
      const before = await reader?.read();
      const endLimit = container && watchCpuLimit(container);
      return async () => {
        const cpuLimit = endLimit?.();
        const after = await reader?.read();
        const prefixCache = before && after && prefixCacheUse(before, after);
        return { ...(cpuLimit && { cpuLimit }), ...(prefixCache && { prefixCache }) };
      };
    },
    close: async () => reader?.close(),
  };
}
