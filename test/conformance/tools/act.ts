/**
 * The workflow of README.md, as it is written there, run by `act`: an implementation of Actions' runner that is not GitHub's
 * and not ours. Self-hosted mode: jobs run on this host, with its Docker. `npm run conformance -- act`; takes `act` from the
 * PATH (`go install github.com/nektos/act@latest`), the built `dist/`, and a Docker engine. Nothing comes from the network.
 * Files stay in out/conformance/act. With `-- act sources` the action runs from `src/` in place of `dist/`.
 */
import { execa } from 'execa';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chooseFreePort } from '../../../src/target/port.ts';
import { buildExampleImage } from '../../support/base-image.ts';
import { startGitHubApi, workflowToken, type GitHubApi } from '../../support/github-api/server.ts';
import { workspace } from '../load.ts';

const model = 'sluice-act-model';
const token = 'ghs-stand-in';

interface Place {
  folder: string;
  repository: string;
  action: string;
  api: GitHubApi;
}

/** @param folder its own, absolute. @returns whether both jobs came out as they must */
export async function check(folder: string): Promise<boolean> {
  const version = await execa('act', ['--version'], { reject: false });
  if (version.failed) {
    console.error('There is no act here: go install github.com/nektos/act@latest');
    return false;
  }
  console.log(version.stdout);
  rmSync(folder, { recursive: true, force: true });
  const [repository, action] = [join(folder, 'model'), join(folder, 'action')];
  prepareAction(action);
  const head = await prepareRepository(repository);
  await prepareImages();
  const api = await startGitHubApi();
  api.repository.tokens.set(token, workflowToken);
  try {
    const place = { folder, repository, action, api };
    const results = [
      ...(await runWorkflow('push', {}, place)),
      ...(await runWorkflow('pull_request', pullRequest(head), place)),
    ];
    console.table(results);
    return results.every(({ met }) => met);
  } finally {
    await api.close();
  }
}

/** The README's own words between the fences. */
const [, workflow = ''] =
  /`\.github\/workflows\/performance\.yml`, complete:\n\n```yaml\n(.*?)```/s.exec(
    readFileSync(join(workspace, 'README.md'), 'utf8'),
  ) ?? [];

/** With a short budget, and margins that a busy machine does not break: what is tested is the way, not the model. */
const settings = `
version: 1
suite: ticket-routing
target: { container: { image: ticket-routing:candidate, port: 8080, ready: { path: /health, timeout: 120s } } }
protocol: { http-json: { path: /route, body: { text: '{{text}}' }, check: { json-path: queue } } }
workload: { classes: { text: { rows: [{ text: my invoice is wrong }, { text: the app crashes when I log in }] } } }
load:
  expected-rate: 12
  mixed-rate: 12
  generator: { send-lag-p99: 5s, event-loop-delay-p99: 5s, minimum-achieved-rate: 10%, cpu-stolen: 100% }
gate:
  tolerance: { p50: 300%, error-rate: 20% }
  detect: { p50: 900%, error-rate: 50% }
  metrics: [p50, error-rate]
profiles: { pr: { budget: 3m, scenarios: [mixed] } }
pairing: { block: 1s, lead-in: 200ms, restart-every: 0, maximum-pairs: 6 }
`;

/** `sluice-gate/sluice@v1`, as a release holds it; with `sources`, as it will be built from what is in `src/` now. */
function prepareAction(action: string): void {
  for (const part of ['action.yml', 'dist', 'package.json'])
    cpSync(join(workspace, part), join(action, part), { recursive: true });
  if (!process.argv.includes('sources')) return;
  for (const entry of ['main', 'post'])
    writeFileSync(
      join(action, 'dist', entry, 'index.js'),
      `import ${JSON.stringify(join(workspace, 'src', `${entry}.ts`))};\n`,
    );
}

/** @returns its only commit, which the pull request is to be merged into, too */
async function prepareRepository(repository: string): Promise<string> {
  write(repository, '.github/workflows/performance.yml', workflow);
  write(repository, 'sluice.yml', settings);
  write(repository, 'Dockerfile', `FROM ${model}\n`);
  const git = (...arguments_: string[]) =>
    execa('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...arguments_], {
      cwd: repository,
    });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'a model');
  // act takes owner and name from it.
  await git('remote', 'add', 'origin', 'https://github.com/octo-org/model.git');
  return (await git('rev-parse', 'HEAD')).stdout;
}

/** Under the names that the workflow uses, so that none of them is looked for in a registry. */
async function prepareImages(): Promise<void> {
  await buildExampleImage(model);
  await execa('docker', ['tag', model, 'ghcr.io/you/ticket-routing:main']);
}

function pullRequest(head: string): object {
  const side = (ref: string) => ({ sha: head, ref, repo: { full_name: 'octo-org/model' } });
  return { pull_request: { number: 7, base: side('main'), head: side('faster') } };
}

interface Result {
  event: string;
  what: string;
  found: string;
  met: boolean;
}

/** Runs the workflow, and looks at all that the job leaves behind. */
async function runWorkflow(
  event: string,
  payload: object,
  { folder, repository, action, api }: Place,
): Promise<Result[]> {
  const eventFile = join(folder, `${event}.json`);
  writeFileSync(eventFile, JSON.stringify(payload));
  const calls = api.calls.length;
  const run = await execa(
    'act',
    [
      event,
      ...['--platform', 'ubuntu-latest=-self-hosted'],
      ...['--local-repository', `sluice-gate/sluice@v1=${action}`],
      ...['--artifact-server-path', join(folder, 'artifacts'), '--artifact-server-addr', '127.0.0.1'],
      ...['--artifact-server-port', String(await chooseFreePort())],
      ...['--env', `GITHUB_API_URL=${api.url}`, '--secret', `GITHUB_TOKEN=${token}`],
      ...['--eventpath', eventFile, '--no-cache-server', '--json'],
    ],
    {
      cwd: repository,
      reject: false,
      all: true,
      env: {
        XDG_CACHE_HOME: join(folder, 'cache'),
        // The action's Node 24 is the one on the path.
        PATH: `${join(workspace, 'node_modules/.bin')}:${process.env.PATH}`,
      },
    },
  );
  writeFileSync(join(folder, `${event}.log`), run.all);
  const log = run.all.split('\n').flatMap(messageOf);
  const output = (name: string) => find(log, new RegExp(`::set-output:: ${name}=(.*)`));
  const made = api.calls.slice(calls).filter(({ status }) => status === 201);
  const result = (what: string, found: string, met = found !== ''): Result => ({ event, what, found, met });
  const verdict = output('verdict');
  return [
    // Inconclusive leaves the job green.
    result('exit code', String(run.exitCode), run.exitCode === 0),
    result('output verdict', verdict, ['pass', 'inconclusive'].includes(verdict)),
    result('result-path', output('result-path')),
    result('summary', find(log, /Summary - (### .*)/)),
    result('check run', made.some(({ operation }) => operation === 'checks/create') ? 'made' : ''),
    result(
      'comment',
      made.some(({ operation }) => operation === 'issues/create-comment') ? 'made' : 'none',
      event === 'push' || made.some(({ operation }) => operation === 'issues/create-comment'),
    ),
    result('post step', find(log, /(Success - Post sluice-gate\/sluice@v1)/)),
    result('log', redraws(log) ? 'redrawn' : 'lines', !redraws(log)),
    result('violations of the API', api.violations.join('; ') || 'none', api.violations.length === 0),
    // Reported, and no condition: act 0.2.89 does not know a field that GitHub's own library sends with an artifact.
    result('artifact', find(log, /(No artifact was uploaded: .*)/) || 'uploaded', true),
  ];
}

function messageOf(line: string): string[] {
  try {
    return [(JSON.parse(line) as { msg: string }).msg];
  } catch {
    return [line];
  }
}

const find = (log: string[], pattern: RegExp): string =>
  log.map((line) => pattern.exec(line)?.[1]?.trim() ?? '').find(Boolean) ?? '';

/** A cursor that moves up has no place in a log. */
const redraws = (log: string[]): boolean => log.some((line) => /\u001B\[\d*A/u.test(line));

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
