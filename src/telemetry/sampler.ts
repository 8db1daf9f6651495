import type { TelemetryRecorder } from './recorder.ts';
import type { TelemetrySource, TelemetryValues } from './source.ts';

const everyMs = 333;

export interface Sampler {
  /** From now on, until `stop`. */
  start(): void;
  /** Resolves when nothing is asked of the target any more. */
  stop(): Promise<void>;
  /** Stops, and ends what the sources hold. */
  close(): Promise<void>;
}

export interface SamplerOptions {
  /** Where two tell the same, the later one holds. */
  sources: readonly TelemetrySource[];
  recorder: TelemetryRecorder;
  onNote: (text: string) => void;
  wallMs?: () => number;
  /** Calls back about three times a second, until the returned function is called. */
  repeat?: (work: () => void) => () => void;
}

/** Samples one target while it is under load. Never throws: a source that does is asked no more. */
export function openSampler({
  sources,
  recorder,
  onNote,
  wallMs = () => Date.now(),
  repeat = threeTimesASecond,
}: SamplerOptions): Sampler {
  const asked = new Set(sources);
  let end: (() => void) | undefined;

  const attempt = <T>(source: TelemetrySource, work: () => T): T | undefined => {
    try {
      return work();
    } catch (thrown) {
      asked.delete(source);
      onNote(`A source of telemetry is read no more: ${(thrown as Error).message}.`);
      return undefined;
    }
  };
  /** What was read last: kept only when what was asked for then had time to come. */
  let open: { atEpochMs: number; values: Map<TelemetrySource, TelemetryValues> } | undefined;
  const keep = (): void => {
    if (!open) return;
    const { atEpochMs, values } = open;
    const whole = [...values].map(([source, read]) => ({
      ...read,
      ...attempt(source, () => source.answered?.()),
    }));
    recorder.add(atEpochMs, Object.assign({}, ...whole) as TelemetryValues);
    open = undefined;
  };
  const sample = (): void => {
    keep();
    const atEpochMs = wallMs();
    const values = [...asked].map((source) => [source, attempt(source, () => source.read()) ?? {}] as const);
    open = { atEpochMs, values: new Map(values) };
  };
  const stop = async (): Promise<void> => {
    end?.();
    end = undefined;
    await Promise.all([...asked].map((source) => source.settled?.()));
    keep();
    recorder.pause();
  };

  return {
    start() {
      if (end) return;
      for (const source of [...asked]) attempt(source, () => source.begin?.());
      sample();
      end = repeat(sample);
    },
    stop,
    async close() {
      await stop();
      for (const source of sources) source.close?.();
    },
  };
}

function threeTimesASecond(work: () => void): () => void {
  const timer = setInterval(work, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
