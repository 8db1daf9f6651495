import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { generatePrompts } from '../../examples/llm/generate-prompts.ts';
import { ensureModel } from '../../examples/llm/make-model.ts';
import { SlotQueue } from '../../examples/llm/slot-queue.ts';
import { loadPlan } from '../../src/config/index.ts';
import { decodeRun } from '../../src/interop/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { ensureLlmExample, llmExample, startLlmServer, type LlmServer } from '../support/llm-example.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const [shortPrompt, longPrompt] = [generatePrompts()[0]!, generatePrompts().at(-1)!];

let server: LlmServer;
beforeAll(async () => {
  await ensureLlmExample();
  server = await startLlmServer();
});
afterAll(async () => {
  server?.process.kill('SIGKILL');
  await server?.exit;
});

interface Choice {
  delta?: { role?: string; content?: string };
  text?: string;
  finish_reason: string | null;
}

interface StreamEvent {
  atMs: number;
  choices: Choice[];
  usage?: { prompt_tokens: number; completion_tokens: number };
}

function post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

const chatOf = (text: string, more: object = {}): object => ({
  messages: [{ role: 'user', content: text }],
  max_tokens: 12,
  ...more,
});

/** The events of a stream with the time each came in; the last line must be `[DONE]`. */
async function stream(path: string, body: object): Promise<{ events: StreamEvent[]; tookMs: number }> {
  const startMs = performance.now();
  const response = await post(path, { ...body, stream: true, stream_options: { include_usage: true } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: StreamEvent[] = [];
  let [text, done] = ['', false];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const pieces = (text + chunk).split('\n\n');
    text = pieces.pop()!;
    for (const piece of pieces) {
      expect(done).toBe(false);
      const data = piece.replace(/^data: /, '');
      if (data === '[DONE]') done = true;
      else events.push({ ...(JSON.parse(data) as StreamEvent), atMs: performance.now() - startMs });
    }
  }
  expect(done).toBe(true);
  return { events, tookMs: performance.now() - startMs };
}

/** Resolves when the stream has sent a token; the rest of it is not read. */
async function untilFirstToken(body: object, signal: AbortSignal): Promise<void> {
  const reader = (await post('/v1/chat/completions', body, signal)).body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!/"content":"[^"]/.test(text)) {
    const { done, value } = await reader.read();
    expect(done).toBe(false);
    text += decoder.decode(value, { stream: true });
  }
}

const textOf = ({ choices: [choice] }: StreamEvent): string => choice?.delta?.content ?? choice?.text ?? '';

describe('the server', () => {
  test('streams the role, one event a token, the finish reason and the usage', async () => {
    const { events, tookMs } = await stream(
      '/v1/chat/completions',
      chatOf(shortPrompt.text, { ignore_eos: true }),
    );
    const tokens = events.filter((event) => textOf(event) !== '');
    expect(events[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: '' });
    expect(tokens).toHaveLength(12);
    expect(events.at(-2)!.choices[0]!.finish_reason).toBe('length');
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: tokens.length } });
    expect(events[0]!.atMs).toBeLessThanOrEqual(tokens[0]!.atMs);
    expect(tokens[0]!.atMs).toBeLessThan(tookMs);
  });

  test('answers the same prompt with the same text, streamed or whole', async () => {
    const body = chatOf(shortPrompt.text, { seed: 7 });
    const { events } = await stream('/v1/chat/completions', body);
    const whole = (await (await post('/v1/chat/completions', body)).json()) as {
      choices: { message: { content: string }; finish_reason: string }[];
      usage: object;
    };
    expect(whole.choices[0]!.message.content).toBe(events.map(textOf).join(''));
    expect(whole.usage).toEqual(events.at(-1)!.usage);
  });

  test('counts as many tokens in a text completion as it sends', async () => {
    const { events } = await stream('/v1/completions', {
      prompt: longPrompt.text,
      max_tokens: 5,
      ignore_eos: true,
    });
    expect(events.filter((event) => textOf(event) !== '')).toHaveLength(5);
    expect(events.at(-1)!.usage!.completion_tokens).toBe(5);
    expect(events.at(-1)!.usage!.prompt_tokens).toBeGreaterThan(longPrompt.words);
  });

  test('ends by itself unless the end is ignored', async () => {
    const lengths = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => {
        const body = { prompt: 'Explain the notes.', max_tokens: 400, seed };
        const { events } = await stream('/v1/completions', body);
        expect(events.at(-2)!.choices[0]!.finish_reason).toMatch(/stop|length/);
        return events.at(-1)!.usage!.completion_tokens;
      }),
    );
    expect(Math.min(...lengths)).toBeLessThan(400);
  });

  test('computes several completions at a time', async () => {
    const leaving = new AbortController();
    await Promise.all(
      [1, 2, 3].map((seed) =>
        untilFirstToken(
          chatOf(shortPrompt.text, { seed, max_tokens: 1500, ignore_eos: true, stream: true }),
          leaving.signal,
        ),
      ),
    );
    // Each has begun. Asked of the server, as the times here say when this process came to read, not when it was sent.
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^llm_busy_slots 3$/m);
    leaving.abort();
  });

  test('frees the slot of a client that leaves', async () => {
    const leaving = new AbortController();
    const response = await post(
      '/v1/chat/completions',
      chatOf(shortPrompt.text, { max_tokens: 1500, ignore_eos: true, stream: true }),
      leaving.signal,
    );
    await response.body!.getReader().read();
    leaving.abort();
    await expect
      .poll(async () => await (await fetch(`${server.url}/metrics`)).text(), { timeout: 10_000 })
      .toMatch(/^llm_busy_slots 0$/m);
  });

  test.each([
    ['malformed JSON', 400, '{'],
    ['no messages', 400, '{"messages":[]}'],
    ['a bound that is no number', 400, '{"messages":[{"role":"user","content":"a"}],"max_tokens":"9"}'],
    ['more than the context holds', 400, '{"messages":[{"role":"user","content":"a"}],"max_tokens":9999}'],
    ['a body of 300 kB', 413, JSON.stringify({ prompt: 'a'.repeat(300_000) })],
  ])('refuses %s', async (_, status, body) => {
    const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String), code: status } });
  });

  test('names its model, and counts what it did', async () => {
    expect(await (await fetch(`${server.url}/v1/models`)).json()).toMatchObject({
      data: [{ id: 'random-llama' }],
    });
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^llm_requests_total\{status="200"\} \d+$/m);
    expect(text).toMatch(/^llm_completion_tokens_total \d+$/m);
  });
});

test('a stop waits for the stream that is being sent', async () => {
  const body = chatOf(shortPrompt.text, { max_tokens: 60, ignore_eos: true, stream: true });
  const response = await post('/v1/chat/completions', body);
  server.process.kill('SIGTERM');
  expect(await response.text()).toMatch(/\[DONE\]\n\n$/);
  expect(await server.exit).toBe(0);
});

test('a request beyond the slots waits its turn, and one beyond the queue is refused', async () => {
  const queue = new SlotQueue(['a'], 1);
  const { signal } = new AbortController();
  const slot = await queue.take(signal);
  const waiting = queue.take(signal);
  await expect(queue.take(signal)).rejects.toThrow('1 requests wait');
  expect([queue.taken, queue.waiting]).toEqual([1, 1]);
  queue.giveBack(slot);
  expect(await waiting).toBe('a');
  queue.giveBack('a');
  expect([queue.taken, queue.waiting]).toEqual([0, 0]);
});

test('the model is the same bytes each time it is written', () => {
  const digest = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-llm-model-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return createHash('sha256')
      .update(readFileSync(ensureModel(folder, 1)))
      .digest('hex');
  };
  expect(digest()).toBe(digest());
});

test('the committed prompts are those of the generator', () => {
  const lines = generatePrompts().map((prompt) => JSON.stringify(prompt));
  expect(readFileSync(join(llmExample, 'prompts.jsonl'), 'utf8')).toBe(`${lines.join('\n')}\n`);
});

test('the example is a valid plan that gates first token and pace', () => {
  const plan = loadPlan({ workspace: llmExample });
  expect(plan.guesses).toEqual([]);
  expect(plan.gate.metrics.map(({ metric }) => metric)).toContain('ttft.p95');
});

/** The example's own settings with blocks of under a second and margins that a busy machine can decide. */
function tinyWorkspace(more: object): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-llm-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = {
    version: 1,
    suite: 'llm',
    target: {
      process: {
        command: [process.execPath, join(llmExample, 'server.ts')],
        ready: { path: '/health', timeout: '60s', interval: '50ms' },
      },
    },
    protocol: {
      'openai-chat': { model: 'random-llama', prompt: '{{text}}', 'max-tokens': 6, 'ignore-eos': true },
    },
    workload: { classes: { short: { rows: generatePrompts().slice(0, 8) } } },
    load: {
      'expected-rate': 10,
      'mixed-rate': 10,
      arrivals: 'constant',
      workers: 1,
      generator: {
        'send-lag-p99': '5s',
        'event-loop-delay-p99': '5s',
        'minimum-achieved-rate': '10%',
        'cpu-stolen': '100%',
      },
    },
    profiles: { pr: { budget: '60s', scenarios: ['mixed'] } },
    pairing: { block: '700ms', 'lead-in': '100ms', 'restart-every': 0, 'maximum-pairs': 6 },
    ...more,
  };
  writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settings));
  return folder;
}

async function sluice(folder: string, ...options: string[]): Promise<{ exitCode: number; stderr: string }> {
  try {
    const { stderr } = await promisify(execFile)(process.execPath, [cli, ...options, '--quiet'], {
      cwd: folder,
    });
    return { exitCode: 0, stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { exitCode: code, stderr };
  }
}

test('measuring it gives the distributions of first token and pace, and every token is counted', async () => {
  const folder = tinyWorkspace({
    profiles: { pr: { budget: '12s', scenarios: ['mixed'] } },
    pairing: { block: '500ms', 'lead-in': '100ms', 'maximum-pairs': 6 },
  });
  const { exitCode, stderr } = await sluice(folder, 'measure', '--out', 'run.json');
  expect(exitCode, stderr).toBe(0);
  const run = decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
  expect(run.blocks.length).toBeGreaterThan(0);
  for (const { classes } of run.blocks) {
    const { completed, attempted, timings, outputTokens, inputTokens } = classes.short!;
    expect(completed).toBe(attempted);
    expect(outputTokens).toBe(6 * completed);
    expect(inputTokens).toBeGreaterThan(6 * completed);
    const counts = [timings.ttft!, timings.tpot!].map(({ counts }) => counts.reduce((sum, n) => sum + n, 0));
    expect(counts).toEqual([completed, completed]);
    expect(timings.ttft!.valuesMs[0]).toBeLessThan(timings.latency!.valuesMs.at(-1)!);
  }
});

test('a paired gate judges first token and pace', async () => {
  const margins = { 'ttft.p50': '100%', 'tpot.p50': '100%', 'error-rate': '20%' };
  const folder = tinyWorkspace({
    base: { process: { env: { SLOWDOWN: 1 } } },
    gate: {
      tolerance: margins,
      detect: { 'ttft.p50': '500%', 'tpot.p50': '500%', 'error-rate': '50%' },
      metrics: Object.keys(margins),
    },
  });
  const { stderr } = await sluice(folder, 'run', '--out', 'out');
  const verdict = JSON.parse(readFileSync(join(folder, 'out/result.json'), 'utf8')) as Verdict;
  expect(['pass', 'inconclusive'], `${verdict.sentence}\n${stderr}`).toContain(verdict.verdict);
  for (const id of ['ttft.p50', 'tpot.p50']) {
    const judged = verdict.metrics.find((metric) => metric.id === id && metric.class === 'all');
    expect(judged, id).toMatchObject({ gated: true, effect: expect.any(Number) });
  }
});
