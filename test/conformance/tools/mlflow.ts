/**
 * A real MLflow server is told of a gate, and MLflow's own client is asked what it then knows. What was said is kept as the
 * fixture that the ordinary tests replay.
 */
import { execa } from 'execa';
import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportResult } from '../../../src/export/index.ts';
import { trackedRunOf } from '../../../src/export/tracking/tracked-run.ts';
import type { MlflowExport } from '../../../src/model/export.ts';
import { chooseFreePort } from '../../../src/target/port.ts';
import { exportInput } from '../../support/export-input.ts';
import { installPython, pythonIn } from '../python.ts';
import { Checks } from './checks.ts';
import { recordBefore } from './recorder.ts';

const version = '3.17.2';
const fixture = join(import.meta.dirname, '../../fixtures/exports/mlflow.json');
const credentials = { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: 'a-password-of-twelve' };

export async function check(folder: string): Promise<boolean> {
  await installPython(folder, [`mlflow[auth]==${version}`]);
  const checks = new Checks();
  const served = await startServer(folder, ['--artifacts-destination', join(folder, 'artifacts')]);
  try {
    await checkTold(folder, served.url, checks);
  } finally {
    await served.stop();
  }
  const bare = await startServer(folder, [
    '--no-serve-artifacts',
    '--default-artifact-root',
    join(folder, 'own'),
  ]);
  try {
    await checkOwnStore(bare.url, checks);
  } finally {
    await bare.stop();
  }
  const closed = await startServer(folder, ['--app-name', 'basic-auth']);
  try {
    await checkCredentials(closed.url, checks);
  } finally {
    await closed.stop();
  }
  return checks.isGood;
}

const planFor = (trackingUrl: string, more: Partial<MlflowExport> = {}): MlflowExport => ({
  trackingUrl,
  experiment: 'ticket-routing',
  ...more,
});

/** What is told arrives, as MLflow's own client reads it. */
async function checkTold(folder: string, url: string, checks: Checks): Promise<void> {
  const input = exportInput();
  const recorder = await recordBefore(url);
  const model = { name: 'ticket-routing', version: '@champion' };
  await askClient(folder, url, ['prepare']);
  const [told = ''] = await tell(planFor(recorder.url, { model }), input);
  recorder.close();
  console.log(told);
  const runId = /runs\/(\w+)/.exec(told)?.[1] ?? '';
  const read = JSON.parse(await askClient(folder, url, ['read', runId])) as ReadRun;
  const expected = trackedRunOf(input);
  checks.equal('status', read.status, 'FINISHED');
  checks.equal('name', read.name, expected.name);
  checks.equal('start and end', [read.start, read.end], [expected.startedAtMs, expected.endedAtMs]);
  const single = Object.fromEntries([...expected.metrics].map(([name]) => [name, read.metrics[name]]));
  checks.equal(`${expected.metrics.size} metrics`, single, Object.fromEntries(expected.metrics));
  checks.equal('parameters', read.params, expected.parameters);
  for (const [name, value] of Object.entries(expected.labels))
    checks.equal(`tag ${name}`, read.tags[name], value);
  const ramp = expected.series.find(({ group }) => group === 'ramp')?.points ?? [];
  checks.equal(
    'steps of the ramp',
    read.ramp,
    ramp.map(({ values }, step) => [step, values['latency.p95_ms']]),
  );
  checks.equal('artifacts', read.artifacts, {
    'report.html': '<!doctype html><title>Fail</title><p>Fail</p>',
    'result.json': '{"verdict":"fail"}',
  });
  checks.equal(
    'capacity of the model version',
    read.version['sluice.capacity'],
    expected.labels['sluice.capacity'],
  );
  checks.equal('verdict of the model version', read.version['sluice.verdict'], 'fail');
  checks.hold('the tags of the model version are told', told.includes('is tagged with the verdict'));
  input.remove();
  writeFileSync(
    fixture,
    `${JSON.stringify({ recordedFrom: `mlflow ${version}`, exchanges: recorder.exchanges }, undefined, 1)}\n`,
  );
}

/** A store that the server does not serve is said, and costs the run nothing else. */
async function checkOwnStore(url: string, checks: Checks): Promise<void> {
  const input = exportInput();
  const [told = ''] = await tell(planFor(url), input);
  input.remove();
  checks.hold(`a store of its own is told: ${told}`, told.includes('The report is not beside it'));
}

async function checkCredentials(url: string, checks: Checks): Promise<void> {
  const input = exportInput();
  const [refused = ''] = await tell(planFor(url), input);
  checks.hold(`without credentials it is refused: ${refused}`, refused.includes(' 401'));
  const wrong = { ...credentials, MLFLOW_TRACKING_PASSWORD: 'wrong-password' };
  const [other = ''] = await tell(planFor(url), input, wrong);
  checks.hold(`with wrong ones too: ${other}`, other.includes(' 401'));
  const [taken = ''] = await tell(planFor(url), input, credentials);
  checks.hold(`with the right ones it is taken: ${taken}`, taken.startsWith('MLflow has run'));
  input.remove();
}

const tell = (plan: MlflowExport, input: ReturnType<typeof exportInput>, environment = {}) =>
  exportResult({ mlflow: plan }, input, environment, new AbortController().signal);

interface ReadRun {
  status: string;
  name: string;
  start: number;
  end: number;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
  ramp: [number, number][];
  artifacts: Record<string, string>;
  version: Record<string, string>;
}

async function askClient(folder: string, url: string, arguments_: string[]): Promise<string> {
  const script = join(import.meta.dirname, 'mlflow-client.py');
  const { stdout } = await execa(pythonIn(folder), [script, url, ...arguments_], { stderr: 'inherit' });
  return stdout;
}

async function startServer(
  folder: string,
  more: string[],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await chooseFreePort();
  const data = join(folder, 'data');
  rmSync(data, { recursive: true, force: true });
  const server = execa(
    pythonIn(folder, 'mlflow'),
    ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'].concat(
      ['--backend-store-uri', `sqlite:///${data}.db`],
      more,
    ),
    {
      cwd: folder,
      detached: true,
      reject: false,
      stdout: { file: `${data}.log` },
      stderr: { file: `${data}.log` },
      env: {
        MLFLOW_FLASK_SERVER_SECRET_KEY: 'of-this-test-alone',
        MLFLOW_AUTH_ADMIN_PASSWORD: credentials.MLFLOW_TRACKING_PASSWORD,
      },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await ready(url, server);
  return {
    url,
    async stop() {
      // It starts processes of its own.
      process.kill(-server.pid!, 'SIGTERM');
      await server;
      rmSync(`${data}.db`, { force: true });
    },
  };
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (server.exitCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${url} does not answer.`);
}
