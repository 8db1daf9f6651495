import type { EnginePlan } from '../../../../src/model/engine.ts';
import type { RequestTimingId } from '../../../../src/model/metric.ts';
import type { ProtocolPlan } from '../../../../src/model/protocol.ts';
import type { BlockPlan } from '../../../../src/model/schedule.ts';
import type { Checks } from '../checks.ts';
import { openEngine, Seen } from './bench.ts';

const mostApart = 0.02;
const { signal } = new AbortController();

export interface Comparison {
  protocol: ProtocolPlan;
  url: string;
  blocks: number;
  blockOf: (index: number) => BlockPlan;
  quantiles: [RequestTimingId, number][];
}

/** Blocks of both engines in turn, so that a busy machine is the same to both; their quantiles must be within 2 %. */
export async function compareEngines(
  engine: EnginePlan,
  { protocol, url, blocks, blockOf, quantiles }: Comparison,
  checks: Checks,
): Promise<{ builtIn: Seen; other: Seen }> {
  const engines = { builtIn: await openEngine(protocol), other: await openEngine(protocol, engine) };
  const seen = { builtIn: new Seen(), other: new Seen() };
  try {
    for (let index = -1; index < blocks; index++) {
      for (const name of ['builtIn', 'other'] as const) {
        const block = blockOf(Math.max(0, index));
        const measured = await engines[name].run(block, { baseUrl: url }, { signal });
        // The first opens connections and compiles.
        if (index >= 0) seen[name].add(measured);
        if (index === blocks - 1) console.log(`     ${name}: ${JSON.stringify(measured.health)}`);
      }
    }
  } finally {
    await engines.builtIn.close();
    await engines.other.close();
  }
  for (const [timing, p] of quantiles) {
    const [one, other] = [seen.builtIn.quantile(timing, p), seen.other.quantile(timing, p)];
    const apart = `${((other / one - 1) * 100).toFixed(2)} %`;
    const told = `${timing} p${p * 100}: ${one.toFixed(2)} ms by the built-in engine, ${other.toFixed(2)} ms by ${engine.kind} (${apart})`;
    checks.hold(told, Math.abs(other / one - 1) <= mostApart);
  }
  return seen;
}
