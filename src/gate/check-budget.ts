import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { ScenarioPlan } from '../model/scenario.ts';
import type { GateEvent } from '../model/progress.ts';
import { budgetText, durationOfPairs, leftText, scenarioExtraMs, scenarioMs } from '../scenario/index.ts';
import { fewestUnits } from '../verdict/index.ts';
import { edgeCasesMs } from './edge-cases.ts';
import { switchMs } from './paired.ts';
import { ofCandidateAlone } from './scenarios/index.ts';

/** Of its maximum, what `single` takes by guess: most classes answer their few requests long before it. */
const usualShareOfSingle = 0.5;
/** Of the budget, what the verdict should have: with less, the smallest change that can be found grows. */
const verdictShare = 0.5;

/** Something that a budget pays for. */
interface Item {
  name: string;
  /** What it takes at the very least, and by guess. */
  leastMs: number;
  likelyMs: number;
}

/**
 * Whether the budget can hold what is asked of it, told before anything is started. First starts and warm-ups are not known
 * yet and count as nothing, further ones by a guess.
 * @param arms 2 where pairs decide
 * @throws SluiceError `budget-too-short` where not even an optimistic sum fits
 */
export function checkBudget(plan: Plan, arms: 1 | 2, tell: (event: GateEvent) => void): void {
  const { budgetMs } = plan;
  const aside = itemsAside(plan, arms);
  const fewest = fewestToJudge(plan, arms);
  const neededMs = sumOf(aside, 'leastMs') + fewest.leastMs;
  if (neededMs > budgetMs) throw tooShort(budgetMs, neededMs, aside, fewest);
  const likelyMs = sumOf(aside, 'likelyMs');
  if (likelyMs <= (1 - verdictShare) * budgetMs) return;
  const [all, used, left] = [budgetText(budgetMs), budgetText(likelyMs), leftText(budgetMs - likelyMs)];
  const text = `What does not decide takes about ${used} of the budget of ${all} (${written(aside, 'likelyMs').join(', ')}), which leaves ${left} to the verdict.`;
  tell({ kind: 'note', text });
}

/** Everything beside the load that the verdict is made from. */
function itemsAside(plan: Plan, arms: 1 | 2): Item[] {
  const scenarios = plan.scenarios.map((scenario) => itemOf(scenario, plan, arms));
  const edgeMs = edgeCasesMs(plan, arms);
  const items = [...scenarios, { name: 'edge-cases', leastMs: edgeMs, likelyMs: edgeMs }];
  return items.filter(({ likelyMs }) => likelyMs > 0);
}

function itemOf(scenario: ScenarioPlan, { workload }: Plan, arms: 1 | 2): Item {
  const times = ofCandidateAlone.has(scenario.kind) ? 1 : arms;
  const mostMs = times * scenarioMs(scenario, workload.classes.length);
  return scenario.kind === 'single'
    ? { name: scenario.kind, leastMs: 0, likelyMs: usualShareOfSingle * mostMs }
    : { name: scenario.kind, leastMs: mostMs, likelyMs: mostMs + times * scenarioExtraMs(scenario) };
}

function fewestToJudge({ pairing }: Plan, arms: 1 | 2): Item {
  const leastMs =
    arms === 2
      ? durationOfPairs(fewestUnits, { ...pairing, switchMs, restartMs: 0 })
      : fewestUnits * (pairing.blockMs + pairing.leadInMs);
  const name = `the ${fewestUnits} ${arms === 2 ? 'pairs' : 'blocks'} that a verdict needs`;
  return { name, leastMs, likelyMs: leastMs };
}

function tooShort(budgetMs: number, neededMs: number, aside: readonly Item[], fewest: Item): SluiceError {
  const needed = aside.filter(({ leastMs }) => leastMs > 0);
  const [longest] = [...needed].sort((a, b) => b.leastMs - a.leastMs);
  const instead = longest ? `leave out or shorten scenarios, first \`${longest.name}\`, ` : '';
  return new SluiceError('budget-too-short', {
    fact: `The budget is ${budgetText(budgetMs)}, and what is asked for takes at least ${budgetText(neededMs)}: ${written([...needed, fewest], 'leastMs').join(', ')}.`,
    remedy: `Raise the budget to at least ${budgetText(neededMs)}, ${instead}or shorten \`pairing.block\`.`,
  });
}

const written = (items: readonly Item[], read: 'leastMs' | 'likelyMs'): string[] =>
  items.map((item) => `${item.name} ${budgetText(item[read])}`);

const sumOf = (items: readonly Item[], read: 'leastMs' | 'likelyMs'): number =>
  items.reduce((sum, item) => sum + item[read], 0);
