import type { Verdict } from '../model/verdict.ts';
import type { Arm, Run } from '../model/run.ts';
import { describePairs, mixedBlock, ordersOfPairs, planPairs, sessionTailMs } from '../scenario/index.ts';
import type { PairsPlan } from '../scenario/index.ts';
import { lookAt } from '../verdict/index.ts';
import type { MeasuredArm } from './arm.ts';
import type { Bench } from './bench.ts';
import { judgingRandom, seededRandom } from './chance.ts';
import { remainingMs } from './context.ts';
import { edgeCasesMs, sendEdgeCases } from './edge-cases.ts';
import { describeArm } from './scenarios/index.ts';
import { warm } from './warm.ts';

/** From the end of one block to the start of the next: requests in flight, then the other arm. A guess for the plan only. */
export const switchMs = 400;

export interface PairedOutcome {
  verdict: Verdict;
  base: Run;
  candidate: Run;
}

/**
 * Candidate and base on this same machine, block after block under the same schedule, until a look decides or the
 * budget is over. Both stay resident; only one is under load at any time.
 */
export async function runPaired(bench: Bench, arms: Arms): Promise<PairedOutcome> {
  const { context } = bench;
  for (const arm of [arms.base, arms.candidate]) {
    await arm.start();
    await warm(arm, bench);
  }
  for (const arm of [arms.base, arms.candidate]) await describeArm(arm, bench);
  const pairs = planOf(bench, arms);
  for (const arm of [arms.base, arms.candidate]) arm.run.plannedLooks = pairs.looks;
  context.tell({ kind: 'scenario', scenario: 'mixed', text: describePairs(pairs) });
  const verdict = await measurePairs(bench, arms, pairs);
  await sendEdgeCases(bench, [arms.base, arms.candidate]);
  return { verdict, base: arms.base.run, candidate: arms.candidate.run };
}

interface Arms {
  base: MeasuredArm;
  candidate: MeasuredArm;
}

/** What a restart of both arms takes, as a guess for the plan: their own starts as measured, and warm-ups of about 1 s a class. */
function guessRestartMs({ plan }: Bench, { base, candidate }: Arms): number {
  const startMs = (arm: MeasuredArm) => arm.run.coldStarts[0]?.readyMs ?? 0;
  return startMs(base) + startMs(candidate) + 2 * 1000 * plan.workload.classes.length;
}

/** @param order of the pair that follows: always the same arm first would find the caches of the machine cold each time */
async function restartBoth(bench: Bench, arms: Arms, order: readonly Arm[]): Promise<void> {
  for (const arm of order) {
    await arms[arm].restart();
    await warm(arms[arm], bench);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begunAtMs = performance.now();
  await work();
  return performance.now() - begunAtMs;
}

/** What is left of the budget for pairs. */
function forPairsMs({ plan, context }: Bench): number {
  return remainingMs(context) - edgeCasesMs(plan, 2);
}

function planOf(bench: Bench, arms: Arms): PairsPlan {
  const { plan, workload } = bench;
  return planPairs({
    remainingMs: forPairsMs(bench),
    blockMs: plan.pairing.blockMs,
    leadInMs: plan.pairing.leadInMs,
    switchMs: switchMs + (workload.sessions ? sessionTailMs(workload.sessions) : 0),
    restartMs: guessRestartMs(bench, arms),
    restartEveryPairs: plan.pairing.restartEveryPairs,
    maximumPairs: plan.pairing.maximumPairs,
  });
}

async function measurePairs(bench: Bench, arms: Arms, pairs: PairsPlan): Promise<Verdict> {
  const { plan, workload, context } = bench;
  const orders = ordersOfPairs(pairs.maximumPairs, seededRandom(plan.seed, 'order'));
  const random = judgingRandom(plan.seed);
  const { restartEveryPairs } = plan.pairing;
  const restartIsDue = (pair: number) => restartEveryPairs > 0 && pair > 0 && pair % restartEveryPairs === 0;
  let lookNumber = 0;
  let [restartMs, pairMs] = [guessRestartMs(bench, arms), 0];
  for (let pair = 0; ; pair += 1) {
    const order = orders[pair] ?? (['base', 'candidate'] as const);
    if (restartIsDue(pair)) restartMs = await timed(() => restartBoth(bench, arms, order));
    const block = mixedBlock({
      index: pair,
      load: plan.load,
      pairing: plan.pairing,
      workload,
      random: seededRandom(plan.seed, 'mixed', pair),
    });
    const thisPairMs = await timed(async () => {
      for (const arm of order) {
        await arms[arm].measure(block, `pair ${pair + 1} of up to ${pairs.maximumPairs}`);
      }
    });
    pairMs = Math.max(pairMs, thisPairMs);
    const measured = pair + 1;
    const nextMs = pairMs + (restartIsDue(measured) ? restartMs : 0);
    const outOfTime = measured >= pairs.maximumPairs || forPairsMs(bench) < nextMs;
    if (!outOfTime && measured !== pairs.looks[lookNumber]) continue;
    const { decision, verdict } = lookAt(arms.base.run, arms.candidate.run, {
      gate: plan.gate,
      slo: plan.slo,
      plannedLooks: pairs.looks,
      lookNumber,
      final: outOfTime,
      random,
    });
    context.tell({ kind: 'look', pairs: measured, text: lookText(decision, outOfTime) });
    if (decision !== 'continue' || outOfTime) return verdict;
    lookNumber += 1;
  }
}

function lookText(decision: string, final: boolean): string {
  if (decision === 'fail') return 'a regression is established';
  if (decision === 'pass') return 'a regression is ruled out';
  return final ? 'not decided, and the budget is over' : 'not decided yet, measuring on';
}
