import { createHash } from 'node:crypto';
import { saltMarker } from '../load/index.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Plan, ReplayArrivals } from '../model/plan.ts';
import type { Workload } from '../model/schedule.ts';
import { checkReplay } from '../scenario/index.ts';
import { openServerTokenizer } from '../target/index.ts';
import { makeSessions, makeTraceWorkload, makeWorkload, parseArrivalTrace } from '../workload/index.ts';
import type { ClassRows } from '../workload/index.ts';
import { seededRandom } from './chance.ts';
import { createRowSource } from './class-rows.ts';
import { writeClassTexts } from './class-texts.ts';
import { readText } from './input-file.ts';
import { tokenizerOf } from './tokenizers.ts';

/** Reads or makes the rows of the plan's classes, and the trace that is replayed, and makes the workload. */
export async function readWorkload(plan: Plan, openTokenizer = tokenizerOf(plan)): Promise<Workload> {
  const rowsOf = createRowSource(plan, openTokenizer);
  const classes: ClassRows[] = [];
  // One after the other: the first class with a fault is the one that is told.
  for (const { name, weight, where, source, sample } of plan.workload.classes) {
    const drawn = sample && { sample: { ...sample, random: seededRandom(plan.seed, 'sample', name) } };
    classes.push({ name, weight, where, rows: await rowsOf(source, name), ...drawn });
  }
  const { arrivals } = plan.load;
  const workload = replays(arrivals) ? replayed(plan, arrivals, classes) : makeWorkload(classes);
  const { sessions } = plan.workload;
  const written = await writeClassTexts(plan, workload, openTokenizer);
  return sessions ? makeSessions(written, sessions, saltMarker) : written;
}

/** The same where the tokens are counted by the candidate, once it runs. */
export async function readCountedWorkload(
  plan: Plan,
  candidate: Endpoint | undefined,
  signal: AbortSignal,
): Promise<Workload> {
  if (!candidate) return readWorkload(plan);
  const tokenizer = await openServerTokenizer(candidate, signal);
  try {
    return await readWorkload(plan, async () => tokenizer);
  } finally {
    await tokenizer.close();
  }
}

/** A trace that leaves a block without any request is refused here, before anything is started. */
function replayed(plan: Plan, replay: ReplayArrivals, classes: readonly ClassRows[]): Workload {
  const text = readText(replay.path, plan.workspace);
  const workload =
    replay.inputs === 'own'
      ? makeTraceWorkload(classes, text, replay)
      : { ...makeWorkload(classes), trace: parseArrivalTrace(text, replay) };
  checkReplay(workload.trace, replay, plan.pairing, plan.budgetMs);
  return workload;
}

const replays = (arrivals: Plan['load']['arrivals']): arrivals is ReplayArrivals =>
  typeof arrivals === 'object' && arrivals.kind === 'replay';

/** Everything that decides what load is put on a target; two runs are comparable only when it is equal. */
export function hashPlan(plan: Plan): string {
  const { candidate, protocol, load, scenarios, pairing, seed } = plan;
  const mixed = {
    protocol,
    // The times of a trace are part of the workload; neither its name nor the rate of other scenarios says anything.
    rate: replays(load.arrivals) ? undefined : load.mixedRatePerSecond,
    arrivals: replays(load.arrivals) ? load.arrivals.kind : load.arrivals,
    timeouts: load.timeouts,
    block: pairing.blockMs,
    leadIn: pairing.leadInMs,
    scenarios: scenarios.filter(({ kind }) => kind === 'mixed'),
    seed,
    // A model on fewer cores is another model; where cores are shared, runs stay comparable with those of earlier versions.
    ...(candidate.kind === 'container' && candidate.cores ? { cores: candidate.cores.length } : {}),
    ...(load.engine ? { engine: { kind: load.engine.kind, script: load.engine.script?.digest } } : {}),
  };
  return sha256(mixed);
}

/** Classes, shares and every input. */
export function hashWorkload(workload: Workload): string {
  const hash = createHash('sha256').update('{');
  // Input by input what JSON.stringify makes of it: as one text, images of many megabytes would be too long.
  Object.entries(workload).forEach(([key, value], i) => {
    hash.update(`${i === 0 ? '' : ','}"${key}":`);
    if (key !== 'items') return hash.update(JSON.stringify(value));
    hash.update('[');
    workload.items.forEach((item, j) => hash.update((j === 0 ? '' : ',') + JSON.stringify(item)));
    return hash.update(']');
  });
  return hash.update('}').digest('hex');
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
