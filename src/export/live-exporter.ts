import type { ObserveBlock } from '../model/observed-block.ts';
import type { GateEvent } from '../model/progress.ts';
import type { ExportContext, Exporter } from './exporter.ts';

/** An export that also watches the gate while it runs. It is told of blocks between them, and must be quick. */
export interface LiveExporter extends Exporter {
  onEvent: (event: GateEvent) => void;
  onBlock: ObserveBlock;
  /** The end of what is measured and not judged, in place of `tell`: `sluice measure`, and a shard. */
  tellMeasured: (context: ExportContext) => Promise<string>;
  close: () => Promise<void>;
}

/** What is known of a gate before it begins. */
export interface LiveSubject {
  suite: string;
  profile: string;
  sluiceVersion: string;
  /** Of several machines, which measure at the same time. */
  shard?: { index: number; of: number };
}
