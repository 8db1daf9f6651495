import { join } from 'node:path';
import { median } from 'simple-statistics';
import type { Endpoint } from '../../src/model/endpoint.ts';
import type { BlockSamples, Outcome } from '../../src/model/sample.ts';
import { startTarget, type TargetContext } from '../../src/target/index.ts';
import { watchCounters, watchObservation, type Rise } from './counters.ts';
import { countOutcomes, openLoad, planFor, type Load } from './load.ts';
import type { Check, CheckResult } from './result.ts';
import type { Way } from './server.ts';
import { texts } from './texts.ts';

/** How far the time to the first token may be from the server's own. */
const firstTokenToleranceMs = 5;
const alone = { concurrency: 1, requests: 24 };
const together = { concurrency: 4, requests: 24 };

export interface WayPlace {
  folder: string;
  baseUrl: string;
  /** Absent where the server has none of its own. */
  metricsUrl?: string;
  context: TargetContext;
}

/** Puts load on a running server over one protocol, and compares what Sluice saw with what the server says. */
export async function checkWay(
  way: Way,
  place: WayPlace,
): Promise<Record<Exclude<Check, 'recognised'>, CheckResult>> {
  const rows = way.rows ?? texts.map((text) => ({ text }));
  const plan = planFor(join(place.folder, 'settings'), place.baseUrl, { protocol: way.protocol, rows });
  // Its path, or its method of gRPC, is the protocol's own.
  const target = await startTarget(plan.candidate, place.context);
  const load = await openLoad(plan, target.endpoint);
  try {
    // Compiles and fills caches; none of it is compared.
    await load.send({ concurrency: 1, requests: rows.length });
    const { metricsUrl } = place;
    const riseOf = metricsUrl && way.counters && (await watchCounters(metricsUrl, way.counters));
    const seen = [seenIn(await load.send(alone)), seenIn(await load.send(together))];
    const rise = riseOf ? await riseOf() : undefined;
    return {
      ready: { is: 'yes', found: `\`${plan.candidate.ready.path}\`` },
      answered: judgeAnswered(seen),
      counts: rise ? judgeCounts(seen, rise) : none,
      firstToken:
        metricsUrl && way.firstTokenSeconds
          ? await compareFirstTokens(load, metricsUrl, way.firstTokenSeconds)
          : none,
      overload: way.overload === undefined ? none : await overload(load, way.overload),
      outOfMemory: await sendOdd(way.outOfMemory, 'out-of-memory', way, place, target.endpoint),
      badRequest: await sendOdd(way.bad, 'client-error', way, place, target.endpoint),
    };
  } finally {
    await load.close();
    await target.stop();
  }
}

const none: CheckResult = { is: 'none', found: '' };

/** What is kept of a block, before the next one overwrites it. */
interface Seen {
  requests: number;
  good: number;
  example: string;
  inputTokens: number;
  outputTokens: number;
}

function seenIn(block: BlockSamples): Seen {
  const { samples, errorExamples } = block;
  return {
    requests: samples.count,
    good: countOutcomes(block).ok ?? 0,
    example: errorExamples[0]?.message ?? '',
    inputTokens: sum(samples.inputTokens),
    outputTokens: sum(samples.outputTokens),
  };
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

function judgeAnswered(seen: Seen[]): CheckResult {
  const asked = sum(seen.map(({ requests }) => requests));
  const good = sum(seen.map((block) => block.good));
  const example = seen.find((block) => block.example)?.example ?? '';
  return good === asked
    ? { is: 'yes', found: `${good} of ${asked}` }
    : { is: 'no', found: `${good} of ${asked}; ${example}` };
}

/** Tokens where the server counts any, else requests. */
function judgeCounts(seen: Seen[], rise: Rise): CheckResult {
  const words = { inputTokens: 'in', outputTokens: 'out', requests: 'requests' };
  const compared = (['inputTokens', 'outputTokens', 'requests'] as const)
    .filter((kind) => rise[kind] !== undefined)
    .map((kind) => ({ ours: sum(seen.map((block) => block[kind])), theirs: rise[kind], word: words[kind] }));
  const found = compared.map(({ ours, theirs, word }) =>
    ours === theirs ? `${ours} ${word}` : `${ours} ${word}, server ${theirs}`,
  );
  return {
    is: compared.every(({ ours, theirs }) => ours === theirs) ? 'yes' : 'no',
    found: found.join(', '),
  };
}

/**
 * Request by request, so that a busy machine shows as some odd ones and not as a shifted mean. From the moment the request
 * was on its connection: the server does not see it before.
 */
async function compareFirstTokens(load: Load, metricsUrl: string, histogram: string): Promise<CheckResult> {
  const pairs: { oursMs: number; theirsMs: number }[] = [];
  for (let firstItem = 0; firstItem < alone.requests; firstItem++) {
    const observed = await watchObservation(metricsUrl, histogram);
    const { samples } = await load.send({ concurrency: 1, requests: 1, firstItem });
    const oursMs = (samples.firstTokenAtMs[0] ?? Number.NaN) - (samples.sentAtMs[0] ?? Number.NaN);
    pairs.push({ oursMs, theirsMs: await observed() });
  }
  const differenceMs = median(pairs.map(({ oursMs, theirsMs }) => oursMs - theirsMs));
  const [oursMs, theirsMs] = [
    median(pairs.map((pair) => pair.oursMs)),
    median(pairs.map((pair) => pair.theirsMs)),
  ];
  return {
    is: Math.abs(differenceMs) <= firstTokenToleranceMs ? 'yes' : 'no',
    found: `${oursMs.toFixed(1)} / ${theirsMs.toFixed(1)} ms, apart by ${differenceMs.toFixed(1)} ms`,
  };
}

async function overload(load: Load, concurrency: number): Promise<CheckResult> {
  return judgeOutcomes(
    await load.send({ concurrency, requests: 2 * concurrency }),
    ['ok', 'overload'],
    'overload',
  );
}

/** @param needed must occur, and nothing but `allowed` may */
function judgeOutcomes(block: BlockSamples, allowed: Outcome[], needed: Outcome): CheckResult {
  const counts = countOutcomes(block);
  const others = Object.keys(counts).filter((outcome) => !allowed.includes(outcome as Outcome));
  const good = others.length === 0 && (counts[needed] ?? 0) > 0;
  const found = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
  const odd = block.errorExamples.find(({ kind }) => !allowed.includes(kind));
  return { is: good ? 'yes' : 'no', found: found.join(', ') + (odd ? `; ${odd.kind}: ${odd.message}` : '') };
}

/** Requests that must fail, and as what. */
async function sendOdd(
  odd: Way['bad'] | undefined,
  expected: Outcome,
  way: Way,
  place: WayPlace,
  endpoint: Endpoint,
): Promise<CheckResult> {
  if (!odd) return none;
  const rows = [odd.row ?? way.rows?.[0] ?? { text: texts[0] }];
  const settings = { protocol: odd.protocol ?? way.protocol, rows };
  const plan = planFor(join(place.folder, 'settings'), place.baseUrl, settings);
  const load = await openLoad(plan, endpoint);
  try {
    const block = await load.send({ concurrency: 1, requests: 4 });
    // After an error servers may close a connection that the next request is already on: that one was never read.
    const lost = block.health.keptConnectionsLost === countOutcomes(block).reset;
    return judgeOutcomes(block, lost ? [expected, 'reset'] : [expected], expected);
  } finally {
    await load.close();
  }
}
