import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openTargetTelemetry } from '../../src/gate/target-telemetry.ts';
import { decodeRun } from '../../src/interop/index.ts';
import type { ContainerPlan } from '../../src/model/target.ts';
import type { CpuLimitUse, Run } from '../../src/model/run.ts';
import { startTarget } from '../../src/target/index.ts';
import { recordTelemetry } from '../../src/telemetry/index.ts';
import { ensureBaseImage } from '../support/base-image.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { tinySettings } from '../support/tiny-settings.ts';
import { testContext } from '../target/fixture/context.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** A server with a prefix cache: 61 of 100 prompt tokens are in it. It tells so with each answer and by counters. */
const server = `
import { createServer } from 'node:http';
let asked = 0;
createServer((request, response) => {
  if (request.url === '/metrics' && process.env.METRICS === 'none') response.statusCode = 500;
  if (request.url === '/metrics')
    return response.end(
      'vllm:prefix_cache_queries_total ' + 100 * asked + '\\nvllm:prefix_cache_hits_total ' + 61 * asked + '\\n');
  if (request.method !== 'POST') return response.end();
  asked += 1;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({
    choices: [{ message: { content: 'yes' } }],
    usage: { prompt_tokens: 100, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 61 } },
  }));
}).listen(process.env.PORT);
`;

async function measure(metrics: string): Promise<{ run: Run; told: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-telemetry-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'server.mjs'), server);
  const settings = {
    target: {
      process: {
        command: [process.execPath, 'server.mjs'],
        env: { METRICS: metrics },
        metrics: { path: '/metrics' },
      },
    },
    protocol: { 'openai-chat': { model: 'm', prompt: '{{text}}', body: { stream: false } } },
    profiles: { pr: { budget: '60s', scenarios: ['mixed'] } },
    pairing: { block: '400ms', 'lead-in': '50ms', 'maximum-pairs': 8 },
  };
  writeFileSync(join(folder, 'sluice.yml'), tinySettings({ settings }));
  const child = spawn(process.execPath, [cli, 'measure', '--out', 'run.json'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const [code] = (await once(child, 'close')) as [number];
  expect(code, told).toBe(0);
  return { run: decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json'), told };
}

test('a run keeps what the prefix cache answered in each block, and what was sampled under load', async () => {
  const { run, told } = await measure('some');
  expect(run.blocks.length).toBeGreaterThan(2);
  for (const { classes, prefixCache } of run.blocks) {
    const { completed, inputTokens, cachedTokens, outputTokens } = classes.text!;
    expect(completed).toBeGreaterThan(0);
    expect({ inputTokens, cachedTokens, outputTokens }).toEqual({
      inputTokens: 100 * completed,
      cachedTokens: 61 * completed,
      outputTokens: 3 * completed,
    });
    // With the lead-in, which is not measured.
    expect(prefixCache!.queries).toBeGreaterThanOrEqual(inputTokens!);
    expect(prefixCache!.hits / prefixCache!.queries).toBeCloseTo(0.61, 9);
  }
  const { originEpochMs, atMs, series, preset } = run.telemetry!;
  expect(preset).toBe('vllm');
  expect(told.match(/metrics at \/metrics have the names of vllm/g)).toHaveLength(1);
  const queries = series['server.prefix-queries']!.filter((value) => value !== null);
  expect(queries[0]).toBe(0);
  expect(queries.every((value, i) => i === 0 || value >= queries[i - 1]!)).toBe(true);
  expect(mostOf(series['target.memory'])).toBeGreaterThan(20e6);
  expect(mostOf(series['runner.busy'])).toBeGreaterThan(0);
  // Each sample is of a block, or of the moments around it.
  const isOfBlock = (epochMs: number) =>
    run.blocks.some(
      ({ startedAtEpochMs, durationMs }) =>
        epochMs > startedAtEpochMs - 2000 && epochMs < startedAtEpochMs + durationMs + 2000,
    );
  expect(atMs.every((time) => isOfBlock(originEpochMs + time))).toBe(true);
});

test('metrics that cannot be had cost one note and no block', async () => {
  const { run, told } = await measure('none');
  expect(run.blocks.length).toBeGreaterThan(2);
  expect(run.blocks.every(({ validity, prefixCache }) => validity.valid && !prefixCache)).toBe(true);
  expect(told.match(/metrics at \/metrics are not read: the answer has the status 500/g)).toHaveLength(1);
});

const mostOf = (values: (number | null)[] | undefined) =>
  Math.max(...(values ?? []).map((value) => value ?? -1));

const busyServer = `
require('node:http').createServer((_, response) => response.end()).listen(8000);
require('node:http').createServer((_, response) => response.end('tgi_queue_size 3\\n')).listen(8002);
const work = () => { for (const until = Date.now() + 20; Date.now() < until; ); setImmediate(work); };
work();
`;

describeWithDocker('a container with a CPU limit', () => {
  let image = '';
  beforeAll(async () => {
    image = await ensureBaseImage();
  });

  const planOf = (more: Partial<ContainerPlan>): ContainerPlan => ({
    kind: 'container',
    image,
    port: 8000,
    env: {},
    isolation: 'none',
    volumes: [],
    pull: 'missing',
    extraArguments: [],
    command: ['node', '-e', busyServer],
    ready: { path: '/', timeoutMs: 60_000, intervalMs: 100 },
    ...more,
  });

  test('tells how often it used its limit up, and what it uses, and one without a limit tells no limit', async () => {
    const watched = async (more: Partial<ContainerPlan>, work: (use: CpuLimitUse | undefined) => boolean) => {
      const plan = planOf(more);
      const target = await startTarget(plan, await testContext());
      const recorder = recordTelemetry();
      const telemetry = openTargetTelemetry(target, plan, recorder, () => undefined);
      const look = async () => {
        const end = await telemetry.watch();
        await sleep(500);
        return work((await end()).cpuLimit);
      };
      // On a machine that is busy, others may take what the limit would have allowed.
      await expect.poll(look, { timeout: 20_000 }).toBe(true);
      await telemetry.close();
      await target.stop();
      return recorder.telemetry!.series;
    };
    const series = await watched(
      { cpus: 0.1 },
      (use) => use?.cores === 0.1 && use.periods > 0 && use.throttledPeriods > 0,
    );
    expect(mostOf(series['target.cpu'])).toBeGreaterThan(0.02);
    expect(mostOf(series['target.throttled'])).toBeGreaterThan(0);
    expect(mostOf(series['target.memory'])).toBeGreaterThan(10e6);
    expect(mostOf(series['target.processes'])).toBe(1);
    expect(mostOf(series['target.threads'])).toBeGreaterThan(3);
    expect(mostOf(series['target.oom-kills'])).toBe(0);
    expect(series['target.received']).toBeDefined();
    const free = await watched({ metrics: { path: '/', port: 8002 } }, (use) => use === undefined);
    expect(mostOf(free['server.waiting'])).toBe(3);
    expect(free['target.throttled']).toBeUndefined();
  });
});
