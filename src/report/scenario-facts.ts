import type {
  BatchingTraits,
  ConcurrencyStep,
  HeadOfLine,
  LongContextTraits,
  RampTraits,
  SteadyTraits,
} from '../model/characteristics.ts';
import type { ReportInput } from '../model/report.ts';
import { armsOf } from './facts.ts';
import { formatCount, formatDuration, formatMs, formatRate, formatShare } from './format.ts';
import { withoutStop } from './phrases.ts';
import { formatEstimate } from './telemetry-format.ts';

/** What the scenarios told of each arm, a sentence an entry. Unescaped: names and reasons come from outside. */

const maximumFacts = 20;

/** Knee, breaking point and best goodput of each arm. */
export function rampFacts(input: ReportInput): string[] {
  return armsOf(input).flatMap(({ arm, summary }) => {
    const traits = summary.characteristics?.ramp;
    if (!traits) return [];
    return [`${arm}: ${[kneeFact(traits), breakingFact(traits), ...goodputFacts(traits)].join('; ')}.`];
  });
}

function kneeFact({ knee, kneeReason }: RampTraits): string {
  const reason = withoutStop(kneeReason);
  if (!knee) return `no knee: ${reason}`;
  return `knee at ${formatEstimate(knee, formatRate)}${reason === '' ? '' : `, where ${reason}`}`;
}

const breakingWords: Readonly<Record<NonNullable<RampTraits['breaking']>['why'], string>> = {
  errors: 'errors begin',
  goodput: 'goodput collapses',
  ended: 'the server ended',
};

function breakingFact({ breaking, highestPerSecond }: RampTraits): string {
  return breaking
    ? `breaking point at ${formatRate(breaking.ratePerSecond)}: ${breakingWords[breaking.why]}`
    : `nothing broke up to ${formatRate(highestPerSecond)}`;
}

/** Nothing is good or bad without limits. */
function goodputFacts({ bestGoodput }: RampTraits): string[] {
  if (!bestGoodput) return [];
  const { goodput, askedPerSecond } = bestGoodput;
  return [`best goodput ${formatEstimate(goodput, formatRate)}, asked for ${formatRate(askedPerSecond)}`];
}

/** Classes that wait behind slower ones. */
export function headOfLineFacts(input: ReportInput): string[] {
  return armsOf(input)
    .flatMap(({ arm, summary }) =>
      (summary.characteristics?.headOfLine ?? []).map((each) => `${arm}: ${headOfLineFact(each)}`),
    )
    .slice(0, maximumFacts);
}

const headOfLineFact = ({ class: name, behind, aloneP95Ms, mixedP95Ms }: HeadOfLine): string =>
  `requests of ${name} wait behind those of ${behind}: p95 ${formatMs(mixedP95Ms)} under the mixed load, ${formatMs(aloneP95Ms)} alone.`;

/** Spikes that ended the server. */
export function spikeFacts(input: ReportInput): string[] {
  return armsOf(input).flatMap(({ arm, summary }) =>
    (summary.characteristics?.spikes ?? []).flatMap(({ ratePerSecond, ended }) =>
      ended === undefined
        ? []
        : [`${arm}: at the spike to ${formatRate(ratePerSecond)} the server ${withoutStop(ended)}.`],
    ),
  );
}

/** `soak: 10.0 req/s for 10 min 0 s, 0 % errors, no restart.` */
export function steadyFact(traits: SteadyTraits): string {
  const { scenario, ratePerSecond, measuredMs, errorShare, restarts, endedEarly } = traits;
  const restarted = restarts === 0 ? 'no restart' : formatCount(restarts, 'restart');
  const early = endedEarly === undefined ? '' : `; ended early: ${withoutStop(endedEarly)}`;
  return `${scenario}: ${formatRate(ratePerSecond)} for ${formatDuration(measuredMs)}, ${formatShare(errorShare)} errors, ${restarted}${early}.`;
}

const exhaustionWords: Readonly<Record<NonNullable<LongContextTraits['exhaustedAt']>['by'], string>> = {
  'kv-cache': 'the KV cache is full',
  preemptions: 'the server preempts requests, because the KV cache is full',
  queue: 'the queue explodes',
  errors: 'errors begin',
  ended: 'the server ended',
};

/** Where there is no more room for context. */
export function longContextFacts(input: ReportInput): string[] {
  return armsOf(input).flatMap(({ arm, summary }) => {
    const traits = summary.characteristics?.longContext;
    return traits ? [`${arm}, requests of ${traits.className}: ${longContextFact(traits)}.`] : [];
  });
}

function longContextFact({ exhaustedAt, saturatedAt, steps }: LongContextTraits): string {
  const most = Math.max(0, ...steps.map(({ concurrency }) => concurrency));
  return [
    exhaustedAt
      ? `at ${exhaustedAt.concurrency} at a time ${exhaustionWords[exhaustedAt.by]}`
      : `there is room for ${most} at a time`,
    saturatedAt === null
      ? 'throughput rises to the end'
      : `throughput rises no more from ${saturatedAt} at a time on`,
  ].join('; ');
}

/** `best` names a step by its concurrency. */
export const bestStep = ({
  steps,
  best,
}: Pick<BatchingTraits, 'steps' | 'best'>): ConcurrencyStep | undefined =>
  steps.find(({ concurrency }) => concurrency === best);

/** The best point of each setting, and settings that the server did not start with. */
export function batchingFacts(input: ReportInput): string[] {
  const settings = input.candidate.characteristics?.batching ?? [];
  return settings.slice(0, maximumFacts).map(({ setting, steps, best, failed }) => {
    const of = setting === '' ? 'The server as it is' : setting;
    if (failed !== undefined) return `${of}: not started, ${withoutStop(failed)}.`;
    const step = bestStep({ steps, best });
    return step
      ? `${of}: best at ${step.concurrency} at a time, ${formatRate(step.completedPerSecond)} at p95 ${formatMs(step.p95Ms)}.`
      : `${of}: no point meets every limit.`;
  });
}
