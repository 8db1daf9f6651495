/** What the last runs of the matrix found: kept beside it, and drawn as the table of docs/reliability.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { format, resolveConfig } from 'prettier';
import type { Fault, FaultSide } from './fault.ts';
import type { FaultResult } from './run-fault.ts';

export interface KeptResult {
  name: string;
  passed: boolean;
  observed: string;
  seconds: number;
  /** YYYY-MM-DD */
  date: string;
}

const page = join(import.meta.dirname, '..', '..', 'docs', 'reliability.md');
const file = join(import.meta.dirname, 'results.json');
const [begin, end] = ['<!-- faults: begin -->', '<!-- faults: end -->'];

const titles: Record<FaultSide, string> = {
  model: 'Model side',
  runner: 'Runner side',
  platform: 'Platform side',
  data: 'Data side',
};

export function readKept(): KeptResult[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptResult[]) : [];
}

/** Keeps the new results in place of the older ones of the same names; faults that there are no more are forgotten. */
export function keepResults(results: readonly FaultResult[], faults: readonly Fault[], date: string): void {
  const byName = new Map(readKept().map((kept) => [kept.name, kept]));
  for (const { name, passed, observed, tookMs } of results)
    byName.set(name, { name, passed, observed, seconds: Math.round(tookMs / 1000), date });
  const kept = faults.flatMap(({ name }) => byName.get(name) ?? []);
  writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`);
}

/** Writes the table between its markers in docs/reliability.md, from the kept results and nothing else. */
export async function writeTable(faults: readonly Fault[]): Promise<void> {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${page} lacks the markers of the table.`);
  const written = `${text.slice(0, from)}${begin}\n\n${drawTable(faults, readKept())}\n\n${text.slice(to)}`;
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

function drawTable(faults: readonly Fault[], kept: readonly KeptResult[]): string {
  const byName = new Map(kept.map((result) => [result.name, result]));
  const ran = faults.filter(({ name }) => byName.has(name));
  const passed = ran.filter(({ name }) => byName.get(name)?.passed).length;
  const dates = kept.map(({ date }) => date).sort();
  const seconds = kept.reduce((sum, result) => sum + result.seconds, 0);
  const span = dates[0] === dates.at(-1) ? dates[0] : `${dates[0]} to ${dates.at(-1)}`;
  const notRun = faults.length - ran.length;
  const total = `**${passed} of ${ran.length} faults came out as they must**${notRun > 0 ? `, and ${notRun} were not run` : ''} (${span}; ${Math.round(seconds / 60)} minutes in all).`;
  const sides = (Object.keys(titles) as FaultSide[]).map((side) => {
    const rows = ran
      .filter((fault) => fault.side === side)
      .map((fault) => rowOf(fault, byName.get(fault.name)!));
    const head = ['fault', 'injected', 'must come out', 'came out', ''];
    return rows.length === 0 ? '' : `### ${titles[side]}\n\n${markdownTable([head, ...rows])}`;
  });
  return [total, ...sides.filter(Boolean)].join('\n\n');
}

function rowOf({ name, injected, expected }: Fault, { passed, observed }: KeptResult): string[] {
  return [...[name, injected, expected, observed].map(cell), passed ? 'pass' : '**FAIL**'];
}

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
