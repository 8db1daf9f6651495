import { toSluiceError } from '../model/error.ts';
import type { ExportsPlan } from '../model/export.ts';
import type { ObserveBlock } from '../model/observed-block.ts';
import type { GateEvent } from '../model/progress.ts';
import type { Exporter } from './exporter.ts';
import type { LiveExporter, LiveSubject } from './live-exporter.ts';

/** The exports that watch a gate while it runs. None of its functions ever throws. */
export interface LiveExports {
  onEvent: (event: GateEvent) => void;
  onBlock: ObserveBlock;
  /** To be told the result like all others, or the end of what is only measured. */
  exporters: LiveExporter[];
  close: () => Promise<void>;
}

/**
 * Opens the exports that watch, with the packages that only they need; undefined where the settings ask for none.
 * One that cannot be opened is told at once through `onNote`, and again at the end like every other that failed.
 */
export async function openLiveExports(
  plan: ExportsPlan | undefined,
  subject: LiveSubject,
  onNote: (text: string) => void,
): Promise<LiveExports | undefined> {
  const opening: [string, Promise<LiveExporter>][] = [];
  const { prometheus, otlp } = plan ?? {};
  if (prometheus)
    opening.push([
      'Prometheus',
      import('./prometheus/index.ts').then(({ openPrometheus }) => openPrometheus(prometheus, subject)),
    ]);
  if (otlp)
    opening.push([
      'OpenTelemetry',
      import('./otlp/index.ts').then(({ openOtlp }) => openOtlp(otlp, subject)),
    ]);
  if (opening.length === 0) return undefined;
  const opened = await Promise.all(
    opening.map(([name, exporter]) => exporter.catch((thrown: unknown) => broken(name, thrown, onNote))),
  );
  const told = opened.map((exporter) => watched(exporter, onNote));
  return {
    onEvent: (event) => told.forEach(({ onEvent }) => onEvent(event)),
    onBlock: (block) => told.forEach(({ onBlock }) => onBlock(block)),
    exporters: told,
    close: async () => void (await Promise.allSettled(told.map(({ close }) => close()))),
  };
}

/**
 * In place of those that watch, where nothing was measured that they could have seen: shards were merged. Verdict and effects
 * are pushed all the same, where something is to be pushed.
 */
export async function unwatched(
  { prometheus, otlp }: ExportsPlan,
  subject: LiveSubject,
): Promise<Exporter[]> {
  const exporters: Exporter[] = [];
  if (prometheus?.pushGateway || prometheus?.remoteWrite) {
    const { listen: _, ...pushing } = prometheus;
    const { openPrometheus } = await import('./prometheus/index.ts');
    exporters.push(await openPrometheus(pushing, subject));
  } else if (prometheus) exporters.push(silent('Prometheus'));
  if (otlp) exporters.push(silent('OpenTelemetry'));
  return exporters;
}

const silent = (name: string): Exporter => ({
  name,
  tell: () =>
    Promise.resolve(
      `${name}: nothing was told. It watches while something is measured, and this gate judged what shards had measured; it watches those.`,
    ),
});

/** After its first fault an exporter is told no more; the fault is its answer at the end. */
function watched(exporter: LiveExporter, onNote: (text: string) => void): LiveExporter {
  let current = exporter;
  const guarded =
    <T>(tell: (current: LiveExporter) => (each: T) => void) =>
    (each: T): void => {
      try {
        tell(current)(each);
      } catch (thrown) {
        current = { ...broken(exporter.name, thrown, onNote), close: exporter.close };
      }
    };
  return {
    name: exporter.name,
    onEvent: guarded(({ onEvent }) => onEvent),
    onBlock: guarded(({ onBlock }) => onBlock),
    tell: (input, context) => current.tell(input, context),
    tellMeasured: (context) => current.tellMeasured(context),
    close: () => current.close(),
  };
}

function broken(name: string, thrown: unknown, onNote: (text: string) => void): LiveExporter {
  const error = toSluiceError(thrown);
  const fail = () => Promise.reject(error);
  onNote(`${error.fact} ${error.remedy} The gate goes on without telling ${name}.`);
  return {
    name,
    onEvent: () => undefined,
    onBlock: () => undefined,
    tell: fail,
    tellMeasured: fail,
    close: () => Promise.resolve(),
  };
}
