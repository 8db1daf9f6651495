import type { Plan } from '../../model/plan.ts';
import type { SteadyPlan } from '../../model/scenario.ts';
import type { Run } from '../../model/run.ts';
import { steadyBlock, steadyCourse } from '../../scenario/index.ts';
import type { SteadyCourse } from '../../scenario/index.ts';
import { capacityOf, rampTraits, steadyEnding, steadyLooks, steadyProgress } from '../../verdict/index.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { writePartialRun } from '../partial-run.ts';
import { warm } from '../warm.ts';
import { tellScenario } from './tell-scenario.ts';

/** The log has a line each minute, and at most so many in all. */
const [lineMs, mostLines] = [60_000, 60];

/**
 * Block after block at one rate. A target that ends is started again, and that is counted. It ends before its time when
 * the conclusion is certain; with every line of the log what was measured so far is written to the output folder.
 */
export async function measureSteady(scenario: SteadyPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  const { plan, workload, context } = bench;
  const { rate, from } = levelOf(scenario, arm.run, plan);
  const course = steadyCourse(scenario, rate);
  tellScenario(scenario, arm, bench, describeCourse(course, from));
  const looks = steadyLooks(course.blocks, scenario.durationMs);
  const perLine = Math.max(1, Math.round(Math.max(lineMs, scenario.durationMs / mostLines) / course.blockMs));
  const { kind, durationMs } = scenario;
  try {
    for (let index = 0; index < course.blocks; index += 1) {
      const random = seededRandom(plan.seed, kind, index);
      const block = steadyBlock({ scenario: kind, index, course, load: plan.load, workload, random });
      const { ended } = await arm.stress(block, `block ${index + 1} of ${course.blocks}`);
      if (ended !== undefined) await warm(arm, bench);
      const measured = index + 1;
      const why =
        measured < course.blocks ? steadyEnding(arm.run, kind, looks.includes(measured)) : undefined;
      if (measured % perLine === 0 || why !== undefined || measured === course.blocks) {
        const text = steadyProgress(arm.run, kind, { durationMs, blocks: perLine });
        context.tell({ kind: 'note', text });
        writePartialRun(context.directory, arm.run);
      }
      if (why === undefined) continue;
      arm.run.cutShort = [...(arm.run.cutShort ?? []), { scenario: kind, why }];
      context.tell({ kind: 'note', text: `${kind} ends here: ${why}.` });
      return;
    }
  } catch (thrown) {
    // Also when it is cancelled.
    writePartialRun(context.directory, arm.run);
    throw thrown;
  }
}

/** The rate, and where it comes from in words. */
function levelOf({ level }: SteadyPlan, run: Run, { load, slo }: Plan): { rate: number; from: string } {
  if (level.kind === 'rate') return { rate: level.ratePerSecond, from: 'as asked' };
  const ramp = rampTraits(run);
  const capacity = capacityOf(run, ramp ? { ramp } : {}, slo)?.ratePerSecond.value ?? 0;
  const share = `${Math.round(level.share * 100)} %`;
  return capacity > 0
    ? {
        rate: level.share * capacity,
        from: `${share} of its capacity, ${Number(capacity.toPrecision(3))} requests/s`,
      }
    : {
        rate: level.share * load.expectedRatePerSecond,
        from: `${share} of the expected rate, since nothing in this run told of its capacity`,
      };
}

function describeCourse({ blocks, blockMs, ratePerSecond }: SteadyCourse, from: string): string {
  const seconds = Number((blockMs / 1000).toPrecision(3));
  return `${blocks} blocks of ${seconds} s at ${Number(ratePerSecond.toPrecision(3))} requests/s (${from})`;
}
