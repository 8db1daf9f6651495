import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import type { BatchingTraits } from '../../src/model/characteristics.ts';
import type { Run } from '../../src/model/run.ts';
import { batchingTraits } from '../../src/verdict/traits/batching.ts';
import { throughputOf } from '../../src/verdict/traits/concurrency-steps.ts';
import { longContextTraits } from '../../src/verdict/traits/long-context.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
const server = join(import.meta.dirname, '../support/kv-cache-server.js');

const row = (character: string, length: number) => ({ text: character.repeat(length) });
/** 36 and 116 tokens with their answers: 3 blocks of the cache and 8. */
const classes = {
  short: { weight: 80, rows: ['a', 'b', 'c', 'd'].map((character) => row(character, 20)) },
  long: {
    weight: 20,
    rows: ['e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'].map((character) => row(character, 100)),
  },
};

const scenarios = {
  'long-context': { step: '700ms', 'most-concurrency': 8 },
  batching: {
    concurrency: [1, 4],
    step: '300ms',
    settings: [
      { name: 'one at a time', env: { MOST_RUNNING: 1 } },
      { name: 'as it is' },
      { name: 'no cache', env: { EXIT: 1 } },
      { name: 'small cache', env: { BLOCKS: 9, WHEN_FULL: 'exit' } },
    ],
  },
};

const folder = mkdtempSync(join(tmpdir(), 'sluice-concurrency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let run: Run;
let told = '';

beforeAll(async () => {
  const settings = {
    target: {
      process: {
        command: [process.execPath, server],
        env: { BLOCKS: '28', OUTPUT_TOKENS: '16', TOKEN_MS: '2' },
        ready: { path: '/health', timeout: '20s', interval: '20ms' },
        metrics: { path: '/metrics' },
      },
    },
    workload: { classes },
    scenarios,
    profiles: { pr: { budget: '60s', scenarios: [...Object.keys(scenarios), 'mixed'] } },
    pairing: { block: '30ms', 'lead-in': '0s' },
  };
  writeFileSync(join(folder, 'sluice.yml'), tinySettings({ settings }));
  const child = spawn(process.execPath, [cli, 'measure', '--out', 'run.json'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const [code] = (await once(child, 'close')) as [number];
  expect(code, told).toBe(0);
  run = decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
});

test('the concurrency at which a KV cache of three contexts is exhausted is found and named', () => {
  expect(told).toContain('class long, whose inputs are the longest (100 characters on average)');
  const traits = longContextTraits(run);
  expect(traits).toMatchObject({ className: 'long', exhaustedAt: { concurrency: 4, by: 'preemptions' } });
  expect(traits?.steps.map(({ concurrency }) => concurrency)).toEqual([1, 2, 3, 4]);
  const steps = traits?.steps ?? [];
  // 16 tokens of 2 ms each, of which the first may come at once.
  expect(steps[0]?.p50Ms).toBeGreaterThan(29);
  expect(steps.map(({ preemptions }) => preemptions)).toEqual([0, 0, 0, expect.any(Number)]);
  expect(Math.max(...steps.map(({ kvCache }) => kvCache ?? 0))).toBeGreaterThan(0.2);
});

test('settings of the server are tried one after the other; that it does not start with one is a result, and so is its end', () => {
  const traits = batchingTraits(run, []) ?? [];
  expect(traits.map(({ setting }) => setting)).toEqual([
    'one at a time',
    'as it is',
    'small cache',
    'no cache',
  ]);
  const [oneAtATime, asItIs, smallCache, noCache] = traits;
  const gain = ({ steps }: BatchingTraits) => throughputOf(steps[1]!) / throughputOf(steps[0]!);
  expect(gain(asItIs!)).toBeGreaterThan(gain(oneAtATime!));
  expect(asItIs?.best).toBe(4);
  expect(smallCache?.best).toBe(1);
  expect(noCache?.failed).toContain('exit code 3');
  expect(told).toContain('Setting no cache: ');
  expect(run.endings).toEqual([
    expect.objectContaining({ scenario: 'batching', how: 'exited with code 9', outOfMemory: false }),
  ]);
  // Starts with other settings tell nothing of the arm's own, and afterwards it is as it was.
  expect(run.coldStarts.map(({ start }) => start)).toEqual([0, 5]);
  expect(run.blocks.filter(({ scenario }) => scenario === 'mixed').every(({ start }) => start === 5)).toBe(
    true,
  );
});
