import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { decodeRun } from '../../../src/interop/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { tinySettings } from '../../support/tiny-settings.ts';
import { workspace } from '../load.ts';

const server = join(workspace, 'test', 'support', 'chat-server.js');
const rows = (...texts: string[]) => ({ rows: texts.map((text) => ({ text })) });

/** Settings of a paired gate of about half a minute on two streaming servers, of which the candidate refuses some requests. */
export const chatSettings = (exports: object, blocks = '1500ms'): string =>
  tinySettings({
    candidate: { FIRST_MS: '12', REFUSE_EVERY: '25' },
    base: { FIRST_MS: '10', REFUSE_EVERY: '1000000' },
    settings: {
      suite: 'chat',
      target: {
        process: {
          command: [process.execPath, server],
          env: { FIRST_MS: '12', REFUSE_EVERY: '25' },
          ready: { path: '/health', timeout: '20s', interval: '20ms' },
        },
      },
      protocol: { 'openai-chat': { model: 'tiny-chat', prompt: '{{text}}' } },
      workload: {
        classes: {
          short: { weight: 70, ...rows('a b', 'c d') },
          'long one': { weight: 30, ...rows('a b c d e f g h') },
        },
      },
      profiles: { pr: { budget: '90s', scenarios: ['single', 'mixed'] } },
      pairing: { block: blocks, 'lead-in': '200ms', 'restart-every': 0, 'maximum-pairs': 6 },
      gate: {
        tolerance: { p50: '300%', throughput: '300%', 'error-rate': '50%' },
        detect: { p50: '900%', throughput: '900%', 'error-rate': '90%' },
        metrics: ['p50', 'error-rate'],
      },
      slo: { latency: { p95: '2s' } },
      export: exports,
    },
  });

export interface MeasuredGate {
  runs: Run[];
  /** What the command line said, the sentences of the exports among it. */
  told: string;
}

/** Runs the gate from the sources in this folder, and reads what it has written. Exit codes of verdicts are all right. */
export async function runChatGate(folder: string, settings: string): Promise<MeasuredGate> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'sluice.yml'), settings);
  const { stderr, exitCode } = await execa(
    process.execPath,
    [join(workspace, 'src/cli.ts'), 'run', '--out', 'out'],
    { cwd: folder, reject: false, stdin: 'ignore' },
  );
  if (![0, 1, 3].includes(exitCode ?? -1)) throw new Error(`The gate ended with ${exitCode}:\n${stderr}`);
  const runs = ['base', 'candidate'].map((arm) =>
    decodeRun(readFileSync(join(folder, 'out', `run-${arm}.json`), 'utf8'), arm),
  );
  return { runs, told: stderr };
}

/** Sums of what the runs hold. */
export function totalsOf(runs: readonly Run[]) {
  const classes = runs.flatMap(({ blocks }) => blocks.flatMap(({ classes }) => Object.values(classes)));
  const sum = (value: (each: (typeof classes)[number]) => number) =>
    classes.reduce((total, each) => total + value(each), 0);
  return {
    attempted: sum(({ attempted }) => attempted),
    completed: sum(({ completed }) => completed),
    refused: sum(({ errors }) => errors.overload ?? 0),
    outputTokens: sum(({ outputTokens = 0 }) => outputTokens),
    latencySeconds: sum(({ timings }) =>
      (timings.latency?.valuesMs ?? []).reduce(
        (total, ms, i) => total + (ms / 1000) * (timings.latency?.counts[i] ?? 0),
        0,
      ),
    ),
    blocks: runs.reduce((total, { blocks }) => total + blocks.length, 0),
  };
}
