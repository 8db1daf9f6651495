import { allClasses } from '../../model/metric.ts';
import type { Block } from '../../model/run.ts';
import type { ErrorKind } from '../../model/sample.ts';
import { mergeDistributions, quantileOf } from '../../stats/distribution.ts';
import { BlockView } from '../block-view.ts';
import { throughputOf } from '../measures.ts';
import { counted, percentOf, twoDigits } from '../numbers.ts';
import type { DiagnosisInput } from './input.ts';
import { byConcurrency, byRate, isTrial } from './loads.ts';
import type { Load } from './loads.ts';

/** Twice the time of a light load: at 60 % of its capacity a server with one queue is about there. */
const muchSlower = 2;
const muchWaiting = 1;
/** Of all requests. */
const manyErrors = 0.01;
/** Kinds that come of too much load; the others come of a request or of the model. */
const ofLoad: readonly ErrorKind[] = ['overload', 'timeout', 'reset', 'connect', 'out-of-memory', 'aborted'];
/** With half as many users again or more, less throughput than this more is none. */
const flat = { users: 1.5, throughput: 1.1 };

/** By what it is seen that a load is too much for the server, as clauses. */
export function strainOf(
  { blocks }: Load,
  run: { blocks: readonly Block[] },
  { telemetry, errors, attempted }: Pick<DiagnosisInput, 'telemetry' | 'errors' | 'attempted'>,
): string[] {
  const isClosed = blocks.some(({ concurrency }) => concurrency !== undefined);
  const waiting = telemetry['server.waiting']?.mean ?? 0;
  const failed = ofLoad.reduce((sum, kind) => sum + (errors[kind] ?? 0), 0);
  return [
    // Of users who wait for each other, latency is no measure: more of them wait longer wherever the server bends.
    ...(isClosed ? flatThroughput(blocks, run.blocks) : slowdown(blocks, run.blocks)),
    ...(waiting >= muchWaiting ? [`${counted(waiting, 'request')} waited on average`] : []),
    ...(attempted > 0 && failed / attempted >= manyErrors
      ? [`${percentOf(failed / attempted, false)} of the requests failed`]
      : []),
  ];
}

/** Class by class against requests alone, or against the lightest step of a ramp; weighted by the requests of each. */
function slowdown(blocks: readonly Block[], all: readonly Block[]): string[] {
  const alone = all.filter(({ scenario, validity }) => scenario === 'single' && validity.valid);
  const [lightest] = byRate(all.filter(({ scenario }) => scenario === 'ramp'));
  const light = alone.length > 0 ? alone : lightest && !blocks.includes(lightest) ? [lightest] : [];
  let [weighted, requests] = [0, 0];
  for (const name of new Set(blocks.flatMap(({ classes }) => Object.keys(classes)))) {
    const [now, then] = [medianOfClass(blocks, name), medianOfClass(light, name)];
    if (now === null || !then) continue;
    const completed = blocks.reduce((sum, { classes }) => sum + (classes[name]?.completed ?? 0), 0);
    weighted += (completed * now) / then;
    requests += completed;
  }
  const times = requests === 0 ? 1 : weighted / requests;
  const than = alone.length > 0 ? 'requests alone' : 'the lightest step of the ramp';
  return times >= muchSlower ? [`p50 latency was ${twoDigits(times)} times that of ${than}`] : [];
}

const medianOfClass = (blocks: readonly Block[], name: string): number | null =>
  quantileOf(mergeDistributions(blocks.flatMap(({ classes }) => classes[name]?.timings.latency ?? [])), 0.5);

function flatThroughput([block]: readonly Block[], all: readonly Block[]): string[] {
  if (!block?.concurrency) return [];
  const [most, { scenario }] = [block.concurrency, block];
  const fewer = byConcurrency(all.filter((other) => other.scenario === scenario && !isTrial(other)))
    .filter(({ concurrency = 0 }) => concurrency * flat.users <= most)
    .at(-1);
  const [before, after] = [fewer, block].map(
    (each) => each && throughputOf(allClasses)([new BlockView(each)]),
  );
  if (!fewer || !before || after === null || after === undefined || after / before >= flat.throughput)
    return [];
  return [
    `${fewer.concurrency} requests at a time brought ${twoDigits(before)} requests/s, and ${most} brought ${twoDigits(after)}`,
  ];
}
