import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { askCandidate } from '../../src/gate/ask-candidate.ts';
import { makeContext, targetContext } from '../../src/gate/context.ts';
import { decodeRun } from '../../src/interop/index.ts';
import type { GateEvent } from '../../src/model/progress.ts';
import { tinySettings } from '../support/tiny-settings.ts';
import { testContext } from '../target/fixture/context.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** Ready as Ollama is, and it streams chats: three tokens each. It keeps count of its starts and of whom it was asked for. */
const server = `
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
appendFileSync('starts.txt', 'start\\n');
const known = {
  '/api/version': { version: '0.12.6' },
  '/v1/models': { object: 'list', data: [{ id: 'tiny:latest', owned_by: 'library' }] },
};
const event = (fields) => 'data: ' + JSON.stringify(fields) + '\\n\\n';
createServer((request, response) => {
  if (request.url !== '/v1/chat/completions') {
    const answer = process.env.KNOWN === 'nothing' ? undefined : known[request.url];
    if (request.method === 'POST') return response.end('ok');
    if (answer === undefined && request.url !== process.env.READY) return response.writeHead(404).end();
    return response.end(JSON.stringify(answer ?? {}));
  }
  let body = '';
  request.on('data', (bytes) => (body += bytes));
  request.on('end', () => {
    appendFileSync('models.txt', JSON.parse(body).model + '\\n');
    response.setHeader('content-type', 'text/event-stream');
    response.write(event({ choices: [{ delta: { content: 'a' } }] }));
    response.end(
      event({ choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] }) +
        event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } }) + 'data: [DONE]\\n\\n');
  });
}).listen(process.env.PORT, '127.0.0.1');
`;

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-recognise-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'server.mjs'), server);
  const settings = {
    target: { process: { command: [process.execPath, 'server.mjs'] } },
    protocol: undefined,
    profiles: { pr: { budget: '60s', scenarios: ['mixed'] } },
    pairing: { block: '200ms', 'lead-in': '50ms', 'maximum-pairs': 8 },
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
  const lines = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : [];
  return {
    run: decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json'),
    told,
    starts: lines('starts.txt').length,
    models: new Set(lines('models.txt')),
  };
}

test('where no protocol is named the candidate is asked, and measured by what it said', async () => {
  const { run, told, starts, models } = await measure();
  expect(told).toContain(
    'protocol: openai-chat, model tiny:latest, because /v1/models and /api/version answered (Ollama 0.12.6)',
  );
  expect(models).toEqual(new Set(['tiny:latest']));
  const [block] = run.blocks;
  expect(block?.classes.text).toMatchObject({ errors: {} });
  expect(Object.keys(block?.classes.text?.timings ?? {})).toContain('ttft');
  // It was started once, and handed over.
  expect(starts).toBe(1);
  expect(run.coldStarts).toHaveLength(1);
});

test('a candidate that tells nothing leaves the guess that was made before, and is handed over once', async () => {
  const where = await testContext();
  const folder = where.logDirectory;
  mkdirSync(folder);
  writeFileSync(join(folder, 'server.mjs'), server);
  const env = { KNOWN: 'nothing', READY: '/ping' };
  const target = { process: { command: [process.execPath, 'server.mjs'], env } };
  writeFileSync(join(folder, 'sluice.yml'), JSON.stringify({ version: 1, suite: 'a', target }));
  const plan = loadPlan({ workspace: folder });
  const told: GateEvent[] = [];
  const context = makeContext(plan, { ...where, tell: (event) => void told.push(event) });
  const asked = await askCandidate(plan, context);
  expect(asked.plan).toBe(plan);
  expect(told).toContainEqual({ kind: 'note', text: 'Guessed: protocol: http-json, because none is named.' });
  const starting = () => asked.start(plan.candidate, targetContext(context, 'candidate', folder));
  const [first, second] = [await starting(), await starting()];
  expect(first.endpoint).toEqual(asked.endpoint);
  expect(second.endpoint).not.toEqual(asked.endpoint);
  await Promise.all([first.stop(), second.stop()]);
});
