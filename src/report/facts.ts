import type { ReportInput, RunSummary } from '../model/report.ts';
import type { Arm, Isolation, Provenance } from '../model/run.ts';
import type { ShardOrigin } from '../model/shard.ts';
import type { VerdictMode } from '../model/verdict.ts';
import { cleanText } from './escape.ts';
import { formatCores, formatCount, formatDuration, formatMs, formatProbability } from './format.ts';
import { formatBytes } from './telemetry-format.ts';
import { unitNoun } from './wording.ts';

/** The arms that were measured, base first, so that every table and chart names them in the same order. */
export function armsOf(input: Pick<ReportInput, 'base' | 'candidate'>): { arm: Arm; summary: RunSummary }[] {
  const candidate = { arm: 'candidate' as const, summary: input.candidate };
  return input.base ? [{ arm: 'base', summary: input.base }, candidate] : [candidate];
}

/** What makes the result less valid: the verdict's warnings, then what only an arm itself says. Unescaped. */
export function warningsOf(input: ReportInput): string[] {
  const told = [...input.verdict.warnings, ...input.verdict.reasons.map(({ message }) => message)];
  const isNew = (warning: string) => !told.some((text) => text.includes(warning));
  const ofArms = armsOf(input).flatMap(({ arm, summary }) => [
    ...summary.warnings.filter(isNew).map((warning) => `${arm}: ${warning}`),
    ...leftOutBlocks(summary, told).map((warning) => `${arm}: ${warning}`),
  ]);
  return [...new Set([...input.verdict.warnings, ...ofArms])].filter(isVisible);
}

function leftOutBlocks({ invalidBlocks }: RunSummary, told: string[]): string[] {
  const first = invalidBlocks[0];
  // The verdict tells of left-out pairs with the same cause; blocks of other scenarios it does not know.
  if (!first || told.some((text) => text.includes(first.reason))) return [];
  const others = invalidBlocks.length - 1;
  return [
    `${formatCount(invalidBlocks.length, 'block')} left out as invalid: ${first.scenario} ${first.index}, ` +
      `${first.reason}${others > 0 ? `, and ${others} more` : ''}`,
  ];
}

/** A message of blanks or invisible characters would be a bullet with nothing behind it. */
const isVisible = (text: string): boolean => cleanText(text) !== '';

/** What the table below shows anyway, so that nothing is said twice. */
const toldByTable = new Set(['regressed', 'improved', 'unchanged']);

/** Reasons that say more than the sentence and the table do. Unescaped. */
export function furtherReasons({ verdict: { sentence, reasons } }: Pick<ReportInput, 'verdict'>): string[] {
  const said = sentence.toLowerCase();
  return [
    ...new Set(reasons.filter(({ code }) => !toldByTable.has(code)).map(({ message }) => message)),
  ].filter((message) => isVisible(message) && !said.includes(message.toLowerCase().replace(/\.$/, '')));
}

/** How the verdict came about, one sentence an entry. Without user text. */
export function decisionFacts({ verdict }: ReportInput): string[] {
  if (verdict.pairsUsed === 0) return ['Nothing was compared.'];
  const noun = unitNoun(verdict.mode);
  const looks = verdict.looks.length;
  const alpha = verdict.looks[0]?.alpha;
  const facts = [
    modeFacts[verdict.mode],
    `${formatCount(verdict.pairsUsed, noun)} stand behind the verdict; the ${noun} is the unit that is compared, never the single request.`,
  ];
  if (looks > 0) {
    facts.push(
      `${formatCount(looks, 'look')} of ${verdict.plannedLooks} planned; each may spend ${formatProbability(alpha)} of the chance of a false alarm of the whole gate.`,
    );
  }
  facts.push(
    verdict.mode === 'slo'
      ? 'A limit fails only when the whole interval of its value is beyond it.'
      : 'A metric fails only when its change is beyond chance and its estimate is beyond the tolerance.',
  );
  return facts;
}

const modeFacts: Readonly<Record<VerdictMode, string>> = {
  paired:
    'Base and candidate ran on the same machine in interleaved pairs of blocks, with the same requests in the same order.',
  baseline:
    'The candidate was compared with the runs that are committed as baselines, not with a run on this machine.',
  slo: 'The candidate was compared with nothing: its limits (SLO) decided alone.',
};

/** Field, then its value for one arm. Values are unescaped. */
export type ProvenanceField = [name: string, value: (provenance: Provenance) => string | undefined];

export const provenanceFields: readonly ProvenanceField[] = [
  ['target', ({ target }) => `${target.kind} ${target.name}`],
  ['digest', ({ target }) => target.digest],
  ['commit', ({ commit }) => commit],
  ['measured at', ({ measuredAt }) => measuredAt],
  ['profile', ({ profile }) => profile],
  ['seed', ({ seed }) => String(seed)],
  ['plan', ({ planHash }) => planHash.slice(0, 12)],
  ['workload', ({ workloadHash }) => workloadHash.slice(0, 12)],
  ['environment', ({ environment }) => environment.fingerprint],
  ['isolation', ({ isolation }) => isolation && isolationFact(isolation)],
  ['engine', ({ engine }) => engine && `${engine.kind} ${engine.version}`],
  ['CPU', ({ environment }) => `${environment.cpuModel}, ${formatCount(environment.cores, 'core')}`],
  ['memory', ({ environment }) => `${environment.memoryGiB} GiB`],
  ['GPU', ({ environment }) => environment.gpus.join(', ') || undefined],
  ['kernel', ({ environment }) => environment.kernel],
  ['runner image', ({ environment }) => environment.runnerImage],
  ['Node', ({ environment }) => environment.nodeVersion],
  ['Sluice', ({ sluiceVersion }) => sluiceVersion],
];

/** `container on cores 0-2, generator on core 3`. */
export function isolationFact(isolation: Isolation): string {
  if (isolation.kind === 'shared') return `none: ${isolation.reason}`;
  return `container on ${coreNames(isolation.target)}, generator on ${coreNames(isolation.generator)}`;
}

const coreNames = (cores: readonly number[]): string =>
  `${cores.length === 1 ? 'core' : 'cores'} ${formatCores(cores)}`;

/** One line below the result: what this was, how long it took. The profile is unescaped. */
export function runFacts(input: ReportInput): string[] {
  const { verdict, candidate } = input;
  return [
    `profile ${input.profile}`,
    formatCount(verdict.pairsUsed, unitNoun(verdict.mode)),
    formatDuration(input.tookMs),
    ...(candidate.shards ? [shardFact(candidate.shards)] : []),
    `Sluice ${candidate.provenance.sluiceVersion}`,
  ];
}

/** `8 shards, whose clocks are known to 12 ms`. */
function shardFact(shards: readonly ShardOrigin[]): string {
  const leastExactMs = Math.max(0, ...shards.map(({ clock }) => clock.uncertaintyMs));
  return `${formatCount(shards.length, 'shard')}, whose clocks are known to ${formatMs(leastExactMs)}`;
}

/** `2 starts, ready after 0.84 to 1.02 s, first answer in 210 ms, later ones in 24.0 ms`: the slowness of a new start. */
export function coldStartFact({ coldStarts, characteristics }: RunSummary): string | undefined {
  if (coldStarts.length === 0) return undefined;
  const sorted = coldStarts.map(({ readyMs }) => readyMs).toSorted((a, b) => a - b);
  const [lowest, highest] = [formatMs(sorted[0]), formatMs(sorted.at(-1))];
  const range = lowest === highest ? lowest : `${lowest} to ${highest}`;
  const { firstAnswerMs, laterMs, loadMs, imageBytes } = characteristics?.coldStart ?? {};
  return [
    formatCount(sorted.length, 'start'),
    `ready after ${range}`,
    ...(isKnown(loadMs) ? [`of which loading the model took ${formatMs(loadMs)}`] : []),
    ...(isKnown(firstAnswerMs) ? [`first answer in ${formatMs(firstAnswerMs)}`] : []),
    ...(isKnown(laterMs) ? [`later ones in ${formatMs(laterMs)}`] : []),
    ...(isKnown(imageBytes) ? [`image of ${formatBytes(imageBytes)}`] : []),
  ].join(', ');
}

const isKnown = (value: number | null | undefined): value is number => value !== null && value !== undefined;

/** `base 12,345 of output (3210 of them reasoning)`, under the mixed load. Undefined where no server tells of tokens. */
export function tokenFact(input: Pick<ReportInput, 'base' | 'candidate'>): string | undefined {
  const facts = armsOf(input).flatMap(({ arm, summary }) => {
    const all = summary.mixed.find(({ class: name }) => name === 'all');
    if (all?.outputTokens === undefined) return [];
    const reasoning = all.reasoningTokens ? ` (${all.reasoningTokens} of them reasoning)` : '';
    return [`${arm} ${formatCount(all.outputTokens, 'output token')}${reasoning}`];
  });
  return facts.length > 0 ? facts.join('; ') : undefined;
}

/** Errors by kind over all scenarios that are summed up, most frequent first. Kinds are unescaped. */
export function errorCounts({ mixed, single, closed }: RunSummary): [kind: string, count: number][] {
  const counts = new Map<string, number>();
  for (const scenario of [mixed, single, closed]) {
    // `all` is the sum of the classes; counting both would count each error twice.
    const all = scenario.find(({ class: name }) => name === 'all');
    for (const { errors } of all ? [all] : scenario) {
      for (const [kind, count] of Object.entries(errors)) counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
  }
  return [...counts].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
}
