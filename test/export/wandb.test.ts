import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exportResult } from '../../src/export/index.ts';
import { trackedRunOf } from '../../src/export/tracking/tracked-run.ts';
import { exportInput } from '../support/export-input.ts';

/**
 * In place of the client, which is no dependency of ours, a module that writes down what is asked of it; the real one is
 * tested by `npm run conformance -- wandb`.
 */
const recordingClient = `
import json, os, sys
calls = []
class Summary(dict):
    def update(self, values): calls.append(["summary", dict(values)])
class Html:
    def __init__(self, page, inject=True): self.text = page.read()
class Run:
    url = "https://wandb.example.com/me/p/runs/1"
    summary = Summary()
    def define_metric(self, name, **more): calls.append(["define_metric", name, more])
    def log(self, values): calls.append(["log", {k: v.text if isinstance(v, Html) else v for k, v in values.items()}])
    def save(self, path, **more): calls.append(["save", path, more])
    def finish(self, exit_code):
        calls.append(["finish", exit_code])
        told = {"calls": calls, "environment": dict(os.environ), "folder": os.getcwd(), "path": sys.path[0]}
        json.dump(told, open(os.environ["WANDB_TOLD"], "w"))
        print("a line of its own")
def init(**settings):
    calls.append(["init", settings])
    if settings["project"] == "refused": raise PermissionError("may not write\\nand more")
    if settings["project"] == "slow":
        import time
        time.sleep(60)
    return Run()
`;

interface Told {
  calls: [string, ...unknown[]][];
  environment: Record<string, string>;
  folder: string;
}

const key = 'key-of-forty-characters-0123456789abcdef';

async function tell(
  project: string,
  client: string = recordingClient,
  environment: Record<string, string> = { WANDB_API_KEY: key },
  signal = new AbortController().signal,
): Promise<{ sentence: string; told: () => Told; input: ReturnType<typeof exportInput> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-wandb-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'modules'));
  writeFileSync(join(folder, 'modules', 'wandb.py'), client);
  const input = exportInput();
  onTestFinished(input.remove);
  const plan = { baseUrl: 'https://wandb.example.com', project, keyVariable: 'WANDB_API_KEY' };
  const given = {
    PATH: process.env.PATH,
    PYTHONPATH: join(folder, 'modules'),
    WANDB_TOLD: join(folder, 'told.json'),
    TMPDIR: folder,
    GITHUB_TOKEN: 'of-another',
    ...environment,
  };
  const [sentence = ''] = await exportResult({ wandb: plan }, input, given, signal);
  return { sentence, input, told: () => JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')) as Told };
}

test('the official client is given the whole run, its key, and no secret of anybody else', async () => {
  const { sentence, told, input } = await tell('ticket-routing');
  expect(sentence).toBe(
    'Weights & Biases has run "9b41aa0 pr, pull request 12" in the project ticket-routing (https://wandb.example.com/me/p/runs/1).',
  );
  const { calls, environment, folder } = told();
  const run = trackedRunOf(input);
  expect(calls[0]).toEqual([
    'init',
    {
      entity: null,
      project: 'ticket-routing',
      name: run.name,
      notes: run.description,
      tags: ['sluice', 'fail'],
      config: { ...run.parameters, ...run.labels },
      job_type: 'performance-gate',
    },
  ]);
  expect(calls).toContainEqual(['define_metric', 'ramp/*', { step_metric: 'ramp/requests_per_second' }]);
  const rates = calls.flatMap(([what, values]) =>
    what === 'log' ? ((values as Record<string, number>)['ramp/requests_per_second'] ?? []) : [],
  );
  expect(rates).toEqual([4, 8, 12, 16, 20, 26, 32, 40]);
  expect(calls).toContainEqual(['summary', { ...Object.fromEntries(run.metrics), 'gate/verdict': 'fail' }]);
  expect(calls).toContainEqual(['log', { report: '<!doctype html><title>Fail</title><p>Fail</p>' }]);
  expect(calls.at(-1)).toEqual(['finish', 0]);
  expect(environment).toMatchObject({
    WANDB_API_KEY: key,
    WANDB_BASE_URL: 'https://wandb.example.com',
    WANDB_DISABLE_GIT: 'true',
  });
  expect(Object.values(environment)).not.toContain('of-another');
  // In a folder of its own: beside the user's files Python would import theirs.
  expect(folder).toContain('sluice-wandb-');
  expect(readdirSync(join(folder, '..'))).not.toContain(folder.split('/').at(-1));
});

test.each([
  [
    'is not installed',
    'raise ImportError("No module named wandb")',
    'is not installed (No module named wandb). Add a step with `pip install wandb`',
  ],
  ['refuses', recordingClient, 'ended with: PermissionError: may not write. Check the key'],
  ['dies without a word', 'import os; os._exit(9)', 'ended with: no word. Check the key'],
])('a client that %s is told, and the verdict stands', async (_, client, said) => {
  const { sentence } = await tell('refused', client);
  expect(sentence).toMatch(/^The result was not told: Weights & Biases: .* The verdict stands\.$/);
  expect(sentence).toContain(said);
});

test('a key that is not set is told without asking the client, and so is a missing Python', async () => {
  const { sentence } = await tell('ticket-routing', recordingClient, {});
  expect(sentence).toContain('Weights & Biases: The environment variable WANDB_API_KEY is not set.');
  const without = await tell('ticket-routing', recordingClient, { WANDB_API_KEY: key, PATH: '/nowhere' });
  expect(without.sentence).toContain('There is no program `python3` on PATH.');
});

test('a client that does not come to an end is ended', async () => {
  const { sentence } = await tell('slow', recordingClient, { WANDB_API_KEY: key }, AbortSignal.timeout(400));
  expect(sentence).toContain('it is slow, or out of reach. The verdict stands.');
});
