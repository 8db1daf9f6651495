import type { MetricsPlan } from '../model/target.ts';
import { amdSource } from './amd-source.ts';
import type { ContainerProcess } from './container-cgroup.ts';
import { containerSource } from './container-source.ts';
import { nvidiaSource } from './nvidia-source.ts';
import { processSource } from './process-source.ts';
import { runnerSource } from './runner-source.ts';
import type { MetricsReader } from './server-metrics.ts';
import { serverSource } from './server-source.ts';
import type { TelemetrySource } from './source.ts';

export interface TargetSources {
  /** Absent where the server publishes none. */
  metrics?: { reader: MetricsReader; plan: MetricsPlan };
  container?: ContainerProcess;
  /** The first process of a target that is no container. */
  pid?: number;
  onNote: (text: string) => void;
  onPreset: (preset: string) => void;
}

/**
 * All that tells of a target. GPUs are those of this machine, where a target that is only known by its address does not run; the
 * driver is nearer to them than what the server says of them.
 */
export function sourcesOf({ metrics, container, pid, onNote, onPreset }: TargetSources): TelemetrySource[] {
  const clock = () => performance.now();
  const isHere = container !== undefined || pid !== undefined;
  return [
    runnerSource(),
    metrics && serverSource({ ...metrics, onNote, onPreset, clock }),
    container && containerSource(container, clock),
    pid === undefined ? undefined : processSource(pid, clock),
    isHere ? amdSource() : undefined,
    isHere ? nvidiaSource() : undefined,
  ].filter((source) => source !== undefined);
}
