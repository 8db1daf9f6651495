import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadPlan } from '../../src/config/index.ts';
import { readWorkload } from '../../src/gate/inputs.ts';
import { createEngine } from '../../src/load/index.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import type { Plan } from '../../src/model/plan.ts';
import { outcomes, type BlockSamples, type Outcome } from '../../src/model/sample.ts';
import type { ProtocolSettings } from './server.ts';

/** The repository's root. */
export const workspace = join(import.meta.dirname, '..', '..');

export interface LoadSettings {
  protocol: ProtocolSettings;
  rows: Record<string, unknown>[];
}

/** The plan of a settings file that names a server which is running: what a user would write, by the way a user's goes. */
export function planFor(folder: string, baseUrl: string, { protocol, rows }: LoadSettings): Plan {
  const settings = {
    version: 1,
    target: { url: { address: baseUrl, ready: { timeout: '20s' } } },
    protocol,
    workload: { classes: { texts: { rows } } },
  };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'sluice.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings, undefined, 2));
  return loadPlan({ workspace, config: relative(workspace, file) });
}

export interface Load {
  /** So many users send so many requests, each the next when the last is answered; the inputs in turn from `firstItem` on. */
  send(closed: { concurrency: number; requests: number; firstItem?: number }): Promise<BlockSamples>;
  close(): Promise<void>;
}

/** The samples of a block are good until the next one: they lie in the same memory. */
export async function openLoad(plan: Plan, endpoint: Endpoint): Promise<Load> {
  const { protocol, load } = plan;
  const workload = await readWorkload(plan);
  const engine = await createEngine({ protocol, workload, load, workspace, salt: 'conformance' });
  const maximumMs = 240_000;
  const { signal } = new AbortController();
  return {
    close: () => engine.close(),
    send({ concurrency, requests, firstItem = 0 }) {
      const itemIndex = Uint32Array.from(
        { length: requests },
        (_, i) => (firstItem + i) % workload.items.length,
      );
      const loop = { concurrency, itemIndex, maximumMs };
      const times = { scenario: 'single', index: 0, leadInMs: 0, durationMs: maximumMs } as const;
      return engine.run({ ...times, arrivals: { kind: 'closed', loop } }, endpoint, { signal });
    },
  };
}

/** How many requests ended how; outcomes that did not occur are left out. */
export function countOutcomes({ samples }: BlockSamples): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const index of samples.outcome) {
    const outcome = outcomes[index] as Outcome;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
