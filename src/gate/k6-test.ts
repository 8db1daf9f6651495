import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { K6Plan } from '../model/engine.ts';
import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { requestLimits } from '../model/request-limits.ts';
import { runSchema } from '../model/run.ts';
import type { Block, Run } from '../model/run.ts';
import type { BlockPlan, Workload } from '../model/schedule.ts';
import { unknownEnvironment } from '../interop/sample-runs.ts';
import { recordParts } from '../load/index.ts';
import type { DistributedResult, EngineOptions } from '../load/index.ts';
import { joinBlocks, mixedBlock } from '../scenario/index.ts';
import { seededRandom } from './chance.ts';
import { hashPlan, hashWorkload } from './inputs.ts';
import { sluiceVersion } from './version.ts';

/** What the results of a written test are read with; `test.json` beside it. */
export const testHeadSchema = z.object({
  schema: z.literal('sluice.k6-test/2'),
  sluiceVersion: z.string(),
  writtenAt: z.iso.datetime(),
  segments: z.number().int().min(1),
  blocks: z.number().int().min(1),
  salt: z.string(),
  planHash: z.string(),
  workloadHash: z.string(),
});

export type TestHead = z.infer<typeof testHeadSchema>;

/** The plan with k6 as its engine, whatever it says; a plan without a url cannot be sent from other machines. */
export function k6PlanOf(plan: Plan): Plan & { candidate: { kind: 'url' } } {
  const { engine } = plan.load;
  if (plan.candidate.kind !== 'url')
    throw new SluiceError('input-invalid', {
      fact: `The target is a ${plan.candidate.kind} of this machine, which processes of k6 on others do not reach.`,
      remedy: 'Name the server as they see it: `--url https://...`.',
    });
  if (
    plan.workload.sessions ||
    plan.workload.tokenizer?.kind === 'server' ||
    (engine?.kind === 'k6' && engine.script)
  )
    throw new SluiceError('engine-unsupported', {
      fact: 'Sessions, inputs whose tokens the server counts, and a script of your own cannot be written for k6.',
      remedy: 'Leave `workload.sessions`, `tokenizer: server` and `load.engine.k6.script` out.',
    });
  const k6: K6Plan = engine?.kind === 'k6' ? engine : { kind: 'k6', command: 'k6', segments: 1 };
  return { ...plan, candidate: plan.candidate, load: { ...plan.load, engine: k6 } };
}

export const engineOptionsOf = (plan: Plan, workload: Workload, salt: string): EngineOptions => ({
  protocol: plan.protocol,
  workload,
  load: plan.load,
  workspace: plan.workspace,
  salt,
});

/** The mixed load of so many blocks, one right after the other: k6 runs one test, not one for each block. */
export function distributedBlock(
  { load, pairing, seed }: Plan,
  workload: Workload,
  blocks: number,
): BlockPlan {
  return joinBlocks(
    Array.from({ length: blocks }, (_, index) =>
      mixedBlock({
        index,
        load,
        pairing: { ...pairing, leadInMs: index === 0 ? pairing.leadInMs : 0 },
        workload,
        random: seededRandom(seed, 'mixed', index),
      }),
    ),
  );
}

export const headOf = (
  plan: Plan,
  workload: Workload,
  rest: Pick<TestHead, 'segments' | 'blocks' | 'salt' | 'writtenAt'>,
): TestHead => ({
  schema: 'sluice.k6-test/2',
  sluiceVersion,
  ...rest,
  planHash: hashPlan(plan),
  workloadHash: hashWorkload(workload),
});

/** Stands in each line of the results, so that those of another test are not taken for this one's. */
export function testIdOf({ planHash, workloadHash, salt, segments, blocks }: TestHead): string {
  const all = JSON.stringify([planHash, workloadHash, salt, segments, blocks]);
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/** Names of Kubernetes are lower case, have hyphens and end in neither; other names are made of this one. */
export const testNameOf = (suite: string): string =>
  `sluice-${suite.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
    .replace(/-+/g, '-')
    .slice(0, 47)
    .replace(/-+$/, '');

/** @throws SluiceError `import-refused` where the settings are no longer those that the test was written by */
export function checkHead(head: TestHead, plan: Plan, workload: Workload): void {
  const changed =
    head.planHash !== hashPlan(plan)
      ? 'plan'
      : head.workloadHash !== hashWorkload(workload)
        ? 'workload'
        : undefined;
  if (changed === undefined) return;
  throw new SluiceError('import-refused', {
    fact: `The ${changed} of the settings is another than the one that the test was written by.`,
    remedy: 'Read the results with the settings, inputs and options that the test was written with.',
  });
}

/** The results of all segments as a run. @param environment name of the machines that sent the load */
export function distributedRun(
  plan: Plan,
  workload: Workload,
  head: TestHead,
  block: BlockPlan,
  { measured, faults, warnings }: DistributedResult,
  environment: string,
): Run {
  let order = 0;
  const limits = requestLimits(plan.slo);
  const blocks = recordParts(block, measured, {
    workload,
    nextOrder: () => order++,
    start: 0,
    bounds: plan.load.generator,
    ...(limits ? { limits } : {}),
  });
  return {
    schema: runSchema,
    suite: plan.suite,
    arm: 'candidate',
    provenance: {
      sluiceVersion,
      measuredAt: new Date(measured.startedAtEpochMs).toISOString(),
      target: { kind: 'url', name: plan.candidate.kind === 'url' ? new URL(plan.candidate.url).host : '' },
      profile: plan.profile,
      seed: plan.seed,
      planHash: head.planHash,
      workloadHash: head.workloadHash,
      environment: { ...unknownEnvironment, fingerprint: environment },
      engine: { kind: 'k6', version: 'not told' },
    },
    classes: workload.classes,
    coldStarts: [],
    blocks: blocks.map((each) => invalidBy(faults, each)),
    errorExamples: measured.errorExamples,
    warnings: [...faults, ...warnings],
  };
}

const invalidBy = (faults: readonly string[], block: Block): Block =>
  faults.length === 0 ? block : { ...block, validity: { valid: false, reason: faults.join('; ') } };
