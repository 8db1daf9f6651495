import type { ConcurrencyStep, LongContextTraits } from '../../model/characteristics.ts';
import type { LongContextPlan } from '../../model/scenario.ts';
import { concurrencyBlock, nextConcurrency, scenarioMs } from '../../scenario/index.ts';
import type { TriedConcurrency } from '../../scenario/index.ts';
import { longContextTraits } from '../../verdict/index.ts';
import { longestClass } from '../../workload/index.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { warm } from '../warm.ts';
import { stepTime } from './step-time.ts';
import { tellScenario } from './tell-scenario.ts';

/** With more of them failing, more users tell nothing. */
const mostErrors = 0.5;

/** More and more users of the longest inputs, until the server has no room for their context. */
export async function measureLongContext(
  scenario: LongContextPlan,
  arm: MeasuredArm,
  bench: Bench,
): Promise<void> {
  const { plan, workload, context } = bench;
  const classIndex = chooseClass(scenario, arm, bench);
  const { kind, stepMs } = scenario;
  const fits = stepTime(scenarioMs(scenario, 1));
  const tried: number[] = [];
  for (;;) {
    const traits = longContextTraits(arm.run);
    const concurrency = nextOf(scenario, tried, traits);
    if (concurrency === undefined) return;
    const before = traits?.steps.find((step) => step.concurrency === tried.at(-1));
    const index = tried.push(concurrency) - 1;
    const request = { kind, index, concurrency, stepMs, classIndex, ...(before && { before }) };
    const block = concurrencyBlock(request, workload, seededRandom(plan.seed, kind, index));
    const useless = before && !traits?.exhaustedAt ? whyUseless(before) : undefined;
    const why = useless ?? (fits(block) ? undefined : 'steps took twice the time that was planned');
    if (why !== undefined)
      return context.tell({ kind: 'note', text: `${concurrency} at a time and more are left out: ${why}.` });
    const { ended } = await arm.stress(block, `${concurrency} at a time`);
    if (ended !== undefined) await warm(arm, bench);
  }
}

function whyUseless({ errorShare, p95Ms }: ConcurrencyStep): string | undefined {
  if (errorShare > mostErrors) return 'most requests failed with fewer';
  return p95Ms === null ? 'fewer got no answer in the time of a step' : undefined;
}

/** @param tried in the order of time */
function nextOf(
  { mostConcurrency }: LongContextPlan,
  tried: readonly number[],
  traits: LongContextTraits | undefined,
): number | undefined {
  const found = traits?.exhaustedAt;
  // A queue grows by and by: there is no border to be found.
  if (found?.by === 'queue') return undefined;
  const steps = tried.map((concurrency): TriedConcurrency => ({
    concurrency,
    exhausted: concurrency >= (found?.concurrency ?? Infinity),
  }));
  return nextConcurrency(steps, mostConcurrency);
}

/** The class that is named, or the one with the longest inputs, which is told. */
function chooseClass(scenario: LongContextPlan, arm: MeasuredArm, bench: Bench): number {
  const { classes, items } = bench.workload;
  const longest = longestClass(bench.workload);
  const named = classes.findIndex(({ name }) => name === scenario.className);
  const classIndex = named === -1 ? longest.classIndex : named;
  const name = classes[classIndex]?.name ?? '';
  const why =
    named === -1
      ? `, whose inputs are the longest (${Math.round(longest.length)} ${longest.unit} on average)`
      : '';
  tellScenario(scenario, arm, bench, `class ${name}${why}, up to ${scenario.mostConcurrency} at a time`);
  const inputs = items.filter((item) => item.classIndex === classIndex).length;
  if (inputs < scenario.mostConcurrency) {
    const text = `The class ${name} has ${inputs} distinct inputs: with more users some send the same, which a prefix cache holds once.`;
    bench.context.tell({ kind: 'note', text });
  }
  return classIndex;
}
