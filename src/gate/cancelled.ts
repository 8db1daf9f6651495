import { judgeCancelled } from '../verdict/index.ts';
import type { Bench } from './bench.ts';
import { judgingRandom } from './chance.ts';
import type { GateResult } from './gate-result.ts';
import { lastMeasured } from './partial-run.ts';

/** What a gate has to show that was cancelled; undefined where it had measured nothing of the candidate yet. */
export function cancelledResult({ plan, context, runs }: Bench): GateResult | undefined {
  const candidate = lastMeasured(runs, 'candidate');
  if (!candidate) return undefined;
  const base = lastMeasured(runs, 'base');
  const { gate, slo, seed } = plan;
  return {
    plan,
    verdict: judgeCancelled(base, candidate, { gate, slo, random: judgingRandom(seed) }),
    candidate,
    ...(base ? { base } : {}),
    context,
    tookMs: performance.now() - context.startedAtMs,
  };
}
