import { setTimeout as sleep } from 'node:timers/promises';
import { toSluiceError } from '../../model/error.ts';
import type { DependencyFault, FaultsPlan } from '../../model/scenario.ts';
import type { Block } from '../../model/run.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import { faultBlocks, faultTimes } from '../../scenario/index.ts';
import { standBetween } from '../../target/index.ts';
import type { StoodBetween } from '../../target/index.ts';
import { mostlyFailed } from '../../verdict/index.ts';
import type { MeasuredArm, Stressed } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { warm } from '../warm.ts';
import { countedBlocks, tellScenario } from './tell-scenario.ts';

/**
 * The target is started anew with a proxy between it and its dependency, which is made faulty in one way after the other
 * under load. Afterwards the target is started as it was.
 */
export async function measureFaults(scenario: FaultsPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  const { plan } = bench;
  // The settings refuse it: what runs behind a url cannot be told of another dependency.
  if (plan.candidate.kind === 'url') return;
  const between = await standBetween(plan.candidate, scenario.dependency);
  try {
    await arm.restartWith({ env: between.env });
    await warm(arm, bench);
    await sendFaults(scenario, arm, bench, between);
  } finally {
    await between.proxy.close();
  }
  await arm.restartWith();
  await warm(arm, bench);
}

async function sendFaults(
  scenario: FaultsPlan,
  arm: MeasuredArm,
  bench: Bench,
  { proxy, env }: StoodBetween,
): Promise<void> {
  const { plan, workload } = bench;
  const blocks = faultBlocks(scenario, plan.load, workload, seededRandom(plan.seed, scenario.kind));
  tellScenario(scenario, arm, bench, countedBlocks(blocks.length));
  for (const [index, fault] of scenario.faults.entries()) {
    const block = blocks[index];
    if (!block) continue;
    const { blocks: recorded, ended } = await underFault(fault, { block, scenario, arm, proxy });
    if (ended !== undefined) await warm(arm, bench);
    else if (wasIllBefore(recorded)) {
      const [named] = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      arm.run.warnings.push(
        `faults of the dependency tell nothing: with ${named ?? ''} most requests failed before the first fault. ` +
          'Can the target reach that address, and does the dependency answer under that name?',
      );
      return;
    }
  }
}

/** One block, with the dependency switched by its clock. */
async function underFault(
  fault: DependencyFault,
  {
    block,
    scenario,
    arm,
    proxy,
  }: { block: BlockPlan; scenario: FaultsPlan; arm: MeasuredArm; proxy: StoodBetween['proxy'] },
): Promise<Stressed> {
  const { onMs, offMs } = faultTimes(scenario);
  const over = new AbortController();
  let failed: Error | undefined;
  const switchIn = (inMs: number, next: DependencyFault | undefined) =>
    void sleep(inMs, undefined, { signal: over.signal })
      .then(() => proxy.set(next))
      .catch((thrown: unknown) => {
        if (!over.signal.aborted) failed = toSluiceError(thrown);
      });
  try {
    const onStart = (inMs: number) => {
      switchIn(inMs + onMs, fault);
      switchIn(inMs + offMs, undefined);
    };
    const stressed = await arm.stress(block, `${fault.kind} dependency`, { onStart });
    if (failed) throw failed;
    return stressed;
  } finally {
    over.abort();
    await proxy.set(undefined);
  }
}

const wasIllBefore = (recorded: readonly Block[]): boolean =>
  mostlyFailed(recorded.filter(({ phase }) => phase === 'before'));
