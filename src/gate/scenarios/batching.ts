import { toSluiceError } from '../../model/error.ts';
import type { ErrorCode } from '../../model/error.ts';
import type { BatchingPlan, ServerSetting } from '../../model/scenario.ts';
import type { Block } from '../../model/run.ts';
import { concurrencyBlock, scenarioMs } from '../../scenario/index.ts';
import { concurrencyStep } from '../../verdict/index.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { warm } from '../warm.ts';
import { stepTime } from './step-time.ts';
import { tellScenario } from './tell-scenario.ts';

/** Throughput against latency over the number of users, for each setting of the server; afterwards it is as it was. */
export async function measureBatching(scenario: BatchingPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  const { settings, concurrency } = scenario;
  const many = settings.length === 0 ? '' : `, ${settings.length} settings of the server`;
  tellScenario(scenario, arm, bench, `${concurrency.join(', ')} at a time${many}`);
  if (settings.length === 0) return measureSetting(scenario, undefined, 0, arm, bench);
  for (const [position, setting] of settings.entries()) {
    if (await startWith(setting, arm, bench))
      await measureSetting(scenario, setting.name, position * concurrency.length, arm, bench);
  }
  await arm.restartWith();
  await warm(arm, bench);
}

/** A fault of ours or of the machine is no result. */
const ofServer: ReadonlySet<ErrorCode> = new Set([
  'container-start-failed',
  'container-exited',
  'process-start-failed',
  'process-exited',
  'target-never-ready',
]);

/** A server that does not start with a setting, or not with any request, is what is found of that setting. */
async function startWith(setting: ServerSetting, arm: MeasuredArm, bench: Bench): Promise<boolean> {
  const { context } = bench;
  try {
    await arm.restartWith(setting);
    await warm(arm, bench);
    return true;
  } catch (thrown) {
    const error = toSluiceError(thrown);
    if (context.signal.aborted || !ofServer.has(error.code)) throw error;
    const why = error.fact;
    arm.run.failedSettings = [...(arm.run.failedSettings ?? []), { name: setting.name, why }];
    context.tell({ kind: 'note', text: `Setting ${setting.name}: ${why}` });
    return false;
  }
}

async function measureSetting(
  scenario: BatchingPlan,
  variant: string | undefined,
  firstIndex: number,
  arm: MeasuredArm,
  bench: Bench,
): Promise<void> {
  const { kind, stepMs, concurrency } = scenario;
  const fits = stepTime(scenarioMs({ ...scenario, settings: [] }, 1));
  let before: Block | undefined;
  for (const [position, users] of concurrency.entries()) {
    // The same inputs for every setting.
    const random = seededRandom(bench.plan.seed, kind, position);
    const index = firstIndex + position;
    const request = {
      ...{ kind, index, concurrency: users, stepMs },
      ...(variant !== undefined && { variant }),
      ...(before && { before: concurrencyStep(arm.run, before) }),
    };
    const block = concurrencyBlock(request, bench.workload, random);
    const of = variant === undefined ? '' : `${variant}, `;
    if (!fits(block)) {
      const text = `${of}${users} at a time and more are left out: steps took twice the time that was planned.`;
      return bench.context.tell({ kind: 'note', text });
    }
    const { blocks, ended } = await arm.stress(block, `${of}${users} at a time`);
    before = blocks[0];
    if (ended === undefined) continue;
    await warm(arm, bench);
    // What so many users ended, more of them end as well.
    return;
  }
}
