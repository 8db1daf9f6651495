import { allClasses, metrics } from '../model/metric.ts';
import type { SloLimit } from '../model/plan.ts';
import type { Block, Run } from '../model/run.ts';
import type { GateVerdict, Reason, SloResult, Verdict } from '../model/verdict.ts';
import { observationsNeeded } from '../stats/quantile-bounds.ts';
import { BlockView } from './block-view.ts';
import { boundErrors } from './bound-errors.ts';
import { cpuLimitWarnings } from './cpu-limit.ts';
import { sloSentence, verdictSentence } from './gate-words.ts';
import { judgeSlo } from './slo.ts';
import { invalidRun } from './validity.ts';

/**
 * Judges a run by absolute limits alone, without anything to compare it with: fails with a limit that is missed for certain,
 * passes when all are met for certain, and has no verdict otherwise. Errors are bounded even where no limit does.
 */
export function judgeLimits(candidate: Run, limits: readonly SloLimit[]): Verdict {
  const invalid = limits.length === 0 ? noLimits : invalidRun(candidate);
  const slo = invalid ? [] : judgeSlo(candidate, boundErrors(limits));
  const blocks = candidate.blocks.filter(({ scenario, validity }) => scenario === 'mixed' && validity.valid);
  const unsaid: Omit<Verdict, 'sentence'> = {
    schema: 'sluice.verdict/1',
    verdict: invalid ? invalid.verdict : verdictOf(slo),
    mode: 'slo',
    looks: [],
    plannedLooks: 0,
    pairsUsed: blocks.length,
    metrics: [],
    slo,
    reasons: invalid ? [invalid.reason] : reasonsOf(slo, blocks),
    warnings: [...candidate.warnings, ...cpuLimitWarnings([{ arm: 'candidate', blocks }])],
  };
  return { ...unsaid, sentence: verdictSentence(unsaid) };
}

const noLimits = {
  verdict: 'invalid' as const,
  reason: { code: 'nothing-judged', message: 'no limit is set that the run could be judged by' },
};

function verdictOf(slo: readonly SloResult[]): GateVerdict {
  if (slo.some(({ met, certain }) => !met && certain)) return 'fail';
  if (slo.some(({ value }) => value === null)) return 'invalid';
  return slo.every(({ met, certain }) => met && certain) ? 'pass' : 'inconclusive';
}

const rank = { 'slo-violated': 0, 'slo-unmeasured': 1, 'slo-uncertain': 2, 'slo-met': 3 };

/** What stands in the way of a pass first; a pass says what it is made from. */
function reasonsOf(slo: readonly SloResult[], blocks: readonly Block[]): Reason[] {
  const requests = blocks.reduce((sum, block) => sum + new BlockView(block).attempted(allClasses), 0);
  return slo
    .toSorted((a, b) => rank[codeOf(a)] - rank[codeOf(b)])
    .map((result) => {
      const code = codeOf(result);
      const help = code === 'slo-uncertain' ? `; ${helpFor(result, requests)}` : '';
      return { code, message: `${sloSentence(result)}${help}` };
    });
}

function codeOf({ value, met, certain }: SloResult): keyof typeof rank {
  if (value === null) return 'slo-unmeasured';
  if (!certain) return 'slo-uncertain';
  return met ? 'slo-met' : 'slo-violated';
}

/** More than this is no advice. */
const mostTimes = 20;

/** The width of an interval goes down with the root of the time that was measured. */
function helpFor({ id, limit, value, interval }: SloResult, requests: number): string {
  const { kind } = metrics[id];
  const ways = 'longer blocks (`pairing.block`), with a budget that holds them';
  if (kind.kind === 'start-duration') return 'more starts would settle it (`scenarios.cold-start.starts`)';
  if (interval === null || value === null) {
    if (kind.kind !== 'quantile') return `to be sure it takes more blocks: ${ways}`;
    const needed = observationsNeeded(kind.p);
    return requests < needed
      ? `to be sure it takes at least ${needed} requests, and more where they wait for each other: ${ways}`
      : `some blocks are so unlike the others that all ${requests} requests are worth fewer than the ${needed} independent ones that it takes to be sure: more blocks would settle it, with a budget that holds them`;
  }
  const width = limit >= value ? interval[1] - value : value - interval[0];
  // Where nothing was seen, with the time itself.
  const times = (width / Math.abs(limit - value)) ** (value === 0 ? 1 : 2);
  return times <= mostTimes
    ? `about ${Math.max(2, Math.ceil(times))} times as much measured time would settle it: ${ways}`
    : 'it is too close to its limit to be told from it';
}
