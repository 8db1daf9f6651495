import { join, resolve } from 'node:path';
import { SluiceError } from '../../model/error.ts';
import type { JudgingPlan, Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { Verdict } from '../../model/verdict.ts';
import { judgeLimits, mergeShards } from '../../verdict/index.ts';
import type { MergedRuns } from '../../verdict/index.ts';
import { spanMs } from '../artifact-report.ts';
import { committedInWorkspace, judgeCommitted, readAside, tellDrift } from '../committed.ts';
import type { Committed, ReadCommitted } from '../committed.ts';
import { comparePaired, judgingOf } from '../compare.ts';
import { makeContext } from '../context.ts';
import type { GateOptions } from '../context.ts';
import type { GateResult } from '../gate-result.ts';
import { checkWritable, clearOutputs, clearVerdict } from '../outputs.ts';
import { describeMerged } from './describe-merged.ts';
import { readShards } from './read-shards.ts';

/**
 * What the shards measured as one gate: merged and judged as the plan says, by the pairs, the committed baselines or the limits.
 * Nothing is measured or started.
 * @param folder with their runs, and what is below it
 * @throws SluiceError `shards-missing`, `shards-unequal`, `run-unreadable`, and for the baselines what the gate throws
 */
export async function judgeShards(
  plan: Plan,
  folder: string,
  options: GateOptions,
  readCommitted: ReadCommitted = committedInWorkspace(plan),
): Promise<GateResult> {
  const directory = resolve(plan.workspace, plan.output.directory);
  clearVerdict(directory);
  const merged = mergeShards(readShards([resolve(plan.workspace, folder)]));
  const { candidate } = merged;
  refuseOther(plan, merged);
  clearOutputs(directory);
  const context = makeContext(plan, options);
  checkWritable(join(context.directory, 'result.json'));
  for (const text of describeMerged(merged)) context.tell({ kind: 'note', text });
  const { recognise, slo, cost } = plan;
  const judging = judgingOf(
    {
      ...{ gate: plan.gate, slo },
      ...(cost && { cost }),
      ...(recognise && { streamedMetrics: recognise.streamedMetrics }),
    },
    candidate,
  );
  const { committed, ...judged } = await judge(plan, merged, judging, readCommitted);
  const verdict = tellDrift(judged, committed, judging.gate);
  context.tell({ kind: 'verdict', verdict: verdict.verdict, sentence: verdict.sentence });
  const tookMs = spanMs(judged.base ? [judged.base, candidate] : [candidate]);
  return { ...judged, plan, verdict, context, tookMs };
}

/** As in a gate: baselines that decide must be readable, and where they tell of drift alone a fault of theirs costs no verdict. */
async function judge(
  plan: Plan,
  { candidate, base }: MergedRuns,
  judging: JudgingPlan,
  readCommitted: ReadCommitted,
): Promise<{ verdict: Verdict; candidate: Run; base?: Run; committed: Committed }> {
  if (plan.mode === 'slo')
    return { verdict: judgeLimits(candidate, judging.slo), candidate, committed: { files: [] } };
  if (base && plan.mode !== 'baseline') {
    const { verdict } = comparePaired(base, candidate, judging);
    return { verdict, candidate, base, committed: await readAside(readCommitted) };
  }
  const files = await readCommitted();
  return { verdict: judgeCommitted(candidate, files, judging), candidate, committed: { files } };
}

function refuseOther({ suite, mode }: Plan, { candidate, base }: MergedRuns): void {
  const remedy = 'Give the merging job the settings and inputs of the shards, `url` included.';
  if (candidate.suite !== suite) {
    const fact = `The shards measured the suite ${candidate.suite}, and the settings are those of ${suite}.`;
    throw new SluiceError('shards-unequal', { fact, remedy });
  }
  if (mode !== 'paired' || base) return;
  const fact = 'Mode `paired` compares two arms, and the shards measured the candidate alone.';
  throw new SluiceError('shards-unequal', { fact, remedy });
}
