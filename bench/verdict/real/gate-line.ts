import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Run } from '../../../src/model/run.ts';
import type { GateVerdict, MetricResult, Verdict } from '../../../src/model/verdict.ts';
import { stolenShare } from '../../../src/verdict/runner-conditions.ts';

/** What is kept of one whole gate: a line of gates.ndjson, fields in this order. */
export interface GateLine {
  /** ISO 8601, UTC, when the gate began. */
  date: string;
  cell: string;
  neighbour: boolean;
  seed: number;
  /** `error`: the gate ended without a verdict. */
  verdict: GateVerdict | 'error';
  /** Gated metrics, as `id class`. */
  regressed: string[];
  improved: string[];
  undecided: string[];
  /** Of every gated metric with an estimate: effect and its 95 % interval. */
  effects: Record<string, [effect: number, low: number, high: number]>;
  pairsUsed: number;
  pairsLeftOut: number;
  /** Of the whole command, starts included. */
  seconds: number;
  /** Of the CPU time that was wanted during the blocks, what the hypervisor gave to others; null where nobody tells. */
  steal: { mean: number; worst: number } | null;
  /** Codes of the verdict's reasons. */
  reasons: string[];
  cores: number;
  /** Of Sluice. */
  commit: string;
}

export type GateFacts = Pick<
  GateLine,
  'date' | 'cell' | 'neighbour' | 'seed' | 'seconds' | 'cores' | 'commit'
>;

/** The line of a gate from what it wrote; `measured` is undefined when it ended without a verdict. */
export function gateLine(
  facts: GateFacts,
  measured: { verdict: Verdict; base: Run; candidate: Run } | undefined,
): GateLine {
  const { date, cell, neighbour, seed, seconds, cores, commit } = facts;
  const verdict = measured?.verdict;
  const gated = (verdict?.metrics ?? []).filter((metric) => metric.gated);
  const named = (result: MetricResult['result']) =>
    gated.filter((metric) => metric.result === result).map(nameOf);
  const pairsUsed = verdict?.pairsUsed ?? 0;
  const runs = measured ? [measured.base, measured.candidate] : [];
  return {
    date,
    cell,
    neighbour,
    seed,
    verdict: verdict?.verdict ?? 'error',
    regressed: named('regressed'),
    improved: named('improved'),
    undecided: named('inconclusive'),
    effects: Object.fromEntries(gated.flatMap(effectOf)),
    pairsUsed,
    pairsLeftOut: measured ? mixedBlocks(measured.candidate).length - pairsUsed : 0,
    seconds,
    steal: stealOf(runs),
    reasons: verdict?.reasons.map(({ code }) => code) ?? [],
    cores,
    commit,
  };
}

const nameOf = ({ id, class: inputClass }: MetricResult): string => `${id} ${inputClass}`;

const mixedBlocks = (run: Run) => run.blocks.filter(({ scenario }) => scenario === 'mixed');

function effectOf(metric: MetricResult): [string, GateLine['effects'][string]][] {
  const { effect, interval } = metric;
  if (effect === null || interval === null) return [];
  const [at, low, high] = [effect, ...interval].map(rounded) as [number, number, number];
  return [[nameOf(metric), [at, low, high]]];
}

function stealOf(runs: readonly Run[]): GateLine['steal'] {
  const shares = runs
    .flatMap(mixedBlocks)
    .flatMap(({ runner }) => (runner ? (stolenShare(runner) ?? []) : []));
  if (shares.length === 0) return null;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { mean: rounded(mean), worst: rounded(Math.max(...shares)) };
}

const rounded = (share: number): number => Number(share.toFixed(4));

/** All lines of the file, in the order in which the gates were run; none where there is no file yet. */
export function readLines(file: string): GateLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as GateLine);
}

export function appendLine(file: string, line: GateLine): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
