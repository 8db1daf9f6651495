import { createEngine, openRequestTrial, recordExposure, recordGood } from '../load/index.ts';
import type { Engine, RequestTrial } from '../load/index.ts';
import { toSluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { EdgeCasePlan, EdgeCasesPlan } from '../model/scenario.ts';
import type { EdgeCaseResult, EdgeCaseRound, EdgeCases, GoodRequests } from '../model/edge-cases.ts';
import type { Run } from '../model/run.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { Random, Workload, WorkloadItem } from '../model/schedule.ts';
import type { Verdict } from '../model/verdict.ts';
import { edgeBlock, edgeDurationMs, goodBlock, planEdgeLoad } from '../scenario/index.ts';
import type { EdgeLoad } from '../scenario/index.ts';
import { isExpected, looksHarmful, withEdgeCases } from '../verdict/index.ts';
import { edgeInputs, edgeMarker, inputPlaces, withInput } from '../workload/index.ts';
import type { MeasuredArm } from './arm.ts';
import type { Bench } from './bench.ts';
import { seededRandom } from './chance.ts';
import { warm } from './warm.ts';

/** Of the budget, for each arm. */
const mostShare = 1 / 6;
/** Good inputs of each class: enough for a light load, and cheap to prepare a second time. */
const mostItemsPerClass = 50;

const scenarioOf = ({ scenarios }: Plan): EdgeCasesPlan | undefined =>
  scenarios.find((scenario) => scenario.kind === 'edge-cases');

const loadOf = (plan: Plan, { cases, share }: EdgeCasesPlan): EdgeLoad =>
  planEdgeLoad(cases.length, share, plan.load, plan.budgetMs * mostShare);

/** What edge cases will take of the budget, for so many arms. */
export function edgeCasesMs(plan: Plan, arms: number): number {
  const scenario = scenarioOf(plan);
  return scenario ? arms * edgeDurationMs(scenario.cases.length, loadOf(plan, scenario)) : 0;
}

/**
 * Sends the plan's edge cases to each arm, one arm after the other, and keeps what came of them in its run. Comes last:
 * nothing that is measured and compared may depend on it. Nothing is done where the plan has none.
 */
export async function sendEdgeCases(bench: Bench, arms: readonly MeasuredArm[]): Promise<void> {
  const { plan, context } = bench;
  const scenario = scenarioOf(plan);
  if (!scenario) return;
  const prepared = prepare(bench, scenario);
  const created = await createEngine({
    protocol: plan.protocol,
    workload: prepared.workload,
    load: plan.load,
    workspace: plan.workspace,
    salt: `${plan.seed}-${context.sessionId}-edge`,
  });
  const engine = bench.guard(created);
  try {
    for (const arm of arms) {
      const text = `${scenario.cases.length} cases`;
      context.tell({ kind: 'scenario', scenario: 'edge-cases', arm: arm.arm, text });
      arm.run.edgeCases = await new Exposition(bench, arm, engine, prepared).run();
    }
  } finally {
    await engine.close();
  }
}

/** The verdict with what the edge cases brought to light, or with a warning where they were asked for and not sent. */
export function judgeEdgeCases(
  { verdict, candidate, base }: { verdict: Verdict; candidate: Run; base?: Run },
  plan: Plan,
): Verdict {
  if (candidate.edgeCases || !scenarioOf(plan)) return withEdgeCases(verdict, candidate, base, plan.gate);
  const warning = 'edge cases were not sent, because the base could not be measured after all';
  return { ...verdict, warnings: [...verdict.warnings, warning] };
}

/** An edge case and its place among the items, or why it cannot be sent. */
type PreparedCase = EdgeCasePlan & ({ item: number } | { skipped: string });

interface Prepared {
  /** Good items first; every edge case is a class of its own, whose share is 0. */
  workload: Workload;
  cases: PreparedCase[];
  load: EdgeLoad;
}

function prepare({ plan, workload }: Bench, scenario: EdgeCasesPlan): Prepared {
  const kept = new Map<number, number>();
  const items: WorkloadItem[] = workload.items.filter(({ classIndex }) => {
    kept.set(classIndex, (kept.get(classIndex) ?? 0) + 1);
    return (kept.get(classIndex) ?? 0) <= mostItemsPerClass;
  });
  const classes = [...workload.classes];
  const trial = openRequestTrial(plan.protocol);
  const good = typicalItem(workload);
  const place = inputPlaces(good.row).find((each) => {
    const marked = { ...good, row: withInput(good.row, each, edgeMarker) };
    return trial.refusalOf(marked) === undefined && trial.differ(good, marked);
  });
  const cases = scenario.cases.map((each): PreparedCase => {
    const ways = edgeInputs(each, good.row, place, scenario.maximumLength).map((input) => ({
      ...input,
      classIndex: classes.length,
    }));
    const chosen = chooseWay(ways, trial);
    if (typeof chosen === 'string') return { ...each, skipped: chosen };
    classes.push({ name: className(each), share: 0 });
    items.push({ ...chosen, lastOnConnection: true });
    return { ...each, item: items.length - 1 };
  });
  return { workload: { classes, items }, cases, load: loadOf(plan, scenario) };
}

/** An input of the class that most requests are of. */
function typicalItem({ classes, items }: Workload): WorkloadItem {
  const most = classes.reduce((best, { share }, i) => (share > (classes[best]?.share ?? 0) ? i : best), 0);
  return items.find(({ classIndex }) => classIndex === most) ?? { classIndex: most, row: {} };
}

/** The first way that can be sent, or why none can. */
function chooseWay(ways: readonly WorkloadItem[], trial: RequestTrial): WorkloadItem | string {
  const refusals = ways.map((way) => trial.refusalOf(way));
  return (
    ways.find((_, index) => refusals[index] === undefined) ??
    refusals[0] ??
    'no column of the rows is known to hold the input'
  );
}

const className = ({ name }: EdgeCasePlan): string => `edge case ${name}`;

/** What was seen of one case, and the last good requests without one. */
interface Exposed {
  result: EdgeCaseResult;
  alone: GoodRequests;
}

/** One arm, with all edge cases one after the other. */
class Exposition {
  private readonly bench: Bench;
  private readonly arm: MeasuredArm;
  private readonly engine: Engine;
  private readonly prepared: Prepared;
  private blocks = 0;
  /** Why the target gets no more requests. */
  private gone: string | undefined;

  constructor(bench: Bench, arm: MeasuredArm, engine: Engine, prepared: Prepared) {
    this.bench = bench;
    this.arm = arm;
    this.engine = engine;
    this.prepared = prepared;
  }

  async run(): Promise<EdgeCases> {
    const { good: before, ended } = await this.sendGood();
    if (ended !== undefined) this.giveUp(`it ${ended} among good requests`);
    else if (isDown(before)) this.giveUp('it answered no good request, before any edge case');
    const cases: EdgeCaseResult[] = [];
    let alone = before;
    for (const each of this.prepared.cases) {
      const exposed = await this.expose(each, alone);
      alone = exposed.alone;
      cases.push(exposed.result);
    }
    return { before, after: this.gone === undefined ? await this.sendAfter(before) : null, cases };
  }

  /** One case; a second time, with good requests alone before it, where the first told of harm. */
  private async expose(each: PreparedCase, before: GoodRequests): Promise<Exposed> {
    const { name, expect } = each;
    const result: EdgeCaseResult = { name, expect, rounds: [] };
    if ('skipped' in each) return { result: { ...result, skipped: each.skipped }, alone: before };
    if (this.gone !== undefined) return { result: { ...result, skipped: this.gone }, alone: before };
    const first = await this.sendCase(each, each.item, before);
    result.rounds.push(first.round);
    const { example } = first;
    if (example !== undefined) result.example = example;
    if (first.ended !== undefined) return this.endedBy(result, first.ended, before);
    if (!looksHarmful(first.round)) return { result, alone: before };
    const { good: alone, ended } = await this.sendGood();
    if (ended !== undefined || (isDown(alone) && !isDown(before)))
      return this.endedBy(result, ended ?? 'answered no good request any more', before);
    const second = await this.sendCase(each, each.item, alone);
    result.rounds.push(second.round);
    return second.ended === undefined ? { result, alone } : this.endedBy(result, second.ended, alone);
  }

  private async sendCase(
    each: EdgeCasePlan,
    item: number,
    before: GoodRequests,
  ): Promise<{ round: EdgeCaseRound; ended: string | undefined; example: string | undefined }> {
    const { workload, load } = this.prepared;
    const bounds = this.bench.plan.load.generator;
    const block = edgeBlock(this.blocks++, item, load, workload, this.random());
    const { measured, ended } = await this.arm.expose(this.engine, block, each.name);
    const exposure = recordExposure(block, measured, { edgeItem: item, bounds });
    return { round: { ...exposure, before }, ended, example: exampleOf(measured, each) };
  }

  private async sendGood(): Promise<{ good: GoodRequests; ended: string | undefined }> {
    const { workload, load } = this.prepared;
    const block = goodBlock(this.blocks++, load, workload, this.random());
    const { measured, ended } = await this.arm.expose(this.engine, block, 'good requests alone');
    return { good: recordGood(block, measured), ended };
  }

  /** A second time where the first differs: lasting is only what stays. */
  private async sendAfter(before: GoodRequests): Promise<GoodRequests> {
    const { good } = await this.sendGood();
    const differs = looksHarmful({ answers: {}, before, during: [good], valid: true });
    return differs ? (await this.sendGood()).good : good;
  }

  private async endedBy(result: EdgeCaseResult, ended: string, alone: GoodRequests): Promise<Exposed> {
    return { result: { ...result, ended }, alone: (await this.startAgain()) ?? alone };
  }

  /** Good requests to the server that was started again; undefined where it could not be. */
  private async startAgain(): Promise<GoodRequests | undefined> {
    const { arm, bench } = this;
    if (!arm.isOurs) return this.giveUp('what ends behind a url cannot be started again from here');
    // How long its starts take has been judged already.
    const { coldStarts } = arm.run;
    arm.run.coldStarts = [...coldStarts];
    try {
      await arm.restart();
      await warm(arm, bench);
    } catch (thrown) {
      if (bench.context.signal.aborted) throw thrown;
      return this.giveUp(`it could not be started again: ${toSluiceError(thrown).fact}`);
    } finally {
      arm.run.coldStarts = coldStarts;
    }
    return (await this.sendGood()).good;
  }

  private giveUp(why: string): undefined {
    this.gone = `the server was gone: ${why}`;
    this.arm.run.warnings.push(`edge cases were not all sent, because ${this.gone}`);
  }

  private random(): Random {
    return seededRandom(this.bench.plan.seed, 'edge-cases', this.blocks);
  }
}

const isDown = ({ attempted, failed }: GoodRequests): boolean => attempted > 0 && failed === attempted;

function exampleOf({ errorExamples }: BlockSamples, each: EdgeCasePlan): string | undefined {
  return errorExamples.find(
    (example) =>
      example.className === className(each) &&
      example.httpStatus > 0 &&
      !isExpected(String(example.httpStatus), each.expect),
  )?.message;
}
