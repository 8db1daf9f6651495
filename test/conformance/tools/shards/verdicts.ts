import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { demoConfig } from '../../../../scripts/demo-gate.ts';
import { workspace } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { filesOf, measureInFour, merge, startServer, verdictOf, writeSettings } from './fleet.ts';
import type { Server } from './fleet.ts';
import { generator, settingsFor, startWaitingServer } from './settings.ts';

const example = join(workspace, 'examples', 'ticket-routing');

/** Two servers, and the verdict that one process and four shards must come to. */
export interface Pair {
  base: () => Promise<Server>;
  candidate: () => Promise<Server>;
  settingsOf: (base: string, candidate: string) => object;
  expected: 'pass' | 'fail';
}

/** The demonstration of the README on servers that run already, and the same with servers that wait instead of computing. */
export const pairs = {
  unchanged: {
    base: startWaitingServer,
    candidate: startWaitingServer,
    settingsOf: waitingSettings,
    expected: 'pass',
  },
  slower: {
    base: startWaitingServer,
    candidate: () => startWaitingServer({ FACTOR: '1.3' }),
    settingsOf: waitingSettings,
    expected: 'fail',
  },
  'demo-unchanged': {
    base: startExample,
    candidate: startExample,
    settingsOf: demoSettings,
    expected: 'pass',
  },
  'demo-slower': {
    base: startExample,
    candidate: () => startExample({ SLOWDOWN: '1.3', SLOWDOWN_FROM_WORDS: '61' }),
    settingsOf: demoSettings,
    expected: 'fail',
  },
} satisfies Record<string, Pair>;

export async function checkVerdict(
  { expected, ...pair }: Pair,
  folder: string,
  checks: Checks,
): Promise<void> {
  const [base, candidate] = [await pair.base(), await pair.candidate()];
  try {
    writeSettings(folder, pair.settingsOf(base.url, candidate.url));
    const single = await verdictOf(folder, 'run', '--out', 'out', '--quiet');
    checks.equal('verdict of one process', single.verdict, expected);
    console.log(`     ${single.sentence}`);
    await measureInFour(folder);
    const files = filesOf(1, 2, 3, 4);
    await merge(folder, [...files, ...files.map((file) => file.replace('.json', '-base.json'))]);
    const judged = [
      'compare',
      '--base',
      'run-base.json',
      '--candidate',
      'run.json',
      '--config',
      'sluice.yml',
    ];
    const merged = await verdictOf(folder, ...judged);
    checks.equal('verdict of four shards', merged.verdict, expected);
    console.log(`     ${merged.sentence}`);
  } finally {
    base.stop();
    candidate.stop();
  }
}

interface Demo {
  load: object;
  gate: object;
  workload: { classes: Record<string, { dataset: string }> };
}

const demo = parse(readFileSync(join(workspace, demoConfig), 'utf8')) as Demo;

function waitingSettings(base: string, candidate: string): object {
  return settingsFor(candidate, {
    base: { url: { address: base } },
    gate: demo.gate,
    profiles: { pr: { budget: '70s', scenarios: ['mixed'] } },
    pairing: { block: '1500ms', 'lead-in': '200ms', 'maximum-pairs': 12 },
    // The slower server takes up to 575 ms for an answer.
    shards: { pause: '1s' },
  });
}

function startExample(env: Record<string, string> = {}): Promise<Server> {
  const command = [process.execPath, join(example, 'server.ts')] as const;
  return startServer(command, { PORT: '0', WORKERS: '2', ...env }, /"port":(\d+)[^]*model-loaded/);
}

/** Those of the demonstration, with addresses in place of commands and a pause in which a queue can end. */
function demoSettings(base: string, candidate: string): object {
  const rows = readFileSync(join(example, 'tickets.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const classes = Object.entries(demo.workload.classes).map(([name, { dataset: _, ...others }]) => [
    name,
    { ...others, rows },
  ]);
  return {
    ...demo,
    target: { url: { address: candidate, ready: { path: '/health' } } },
    base: { url: { address: base } },
    load: { ...demo.load, workers: 1, generator },
    workload: { ...demo.workload, classes: Object.fromEntries(classes) },
    profiles: { pr: { budget: '90s', scenarios: ['mixed'] } },
    pairing: { block: '2s', 'lead-in': '300ms', 'maximum-pairs': 18 },
    shards: { pause: '400ms' },
  };
}
