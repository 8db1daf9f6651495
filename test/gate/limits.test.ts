import { expect, onTestFinished, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { baseInClone, baseOnGitHub } from '../../src/gate/base-branch.ts';
import { underLimits, withLimitsOfBase } from '../../src/gate/limits.ts';
import type { ActionContext } from '../../src/github/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import { startGitHubApi, workflowToken } from '../support/github-api/server.ts';
import { GitRepository } from '../support/git-repository.ts';

const settings = (more: object): string => JSON.stringify({ version: 1, suite: 'a', ...more });
const url = (address: string, more: object = {}): string => settings({ target: { url: address }, ...more });
const container = (extra: string[], more: object = {}): string =>
  settings({ target: { container: { image: 'a', 'extra-arguments': extra, ...more } } });

const contextOf = (baseSha: string, isFork: boolean, apiUrl = 'http://127.0.0.1:9'): ActionContext => ({
  event: 'pull_request',
  repository: { owner: 'octo-org', repo: 'model' },
  sha: 'a'.repeat(40),
  pullRequest: { number: 7, baseSha, baseRef: 'main', headSha: 'a'.repeat(40), isFork, draft: false },
  runId: 1,
  runUrl: '',
  apiUrl,
  ref: 'refs/pull/7/merge',
});

interface Change {
  /** Text of sluice.yml; without one the branch has none. */
  base?: string;
  change: string;
  fork?: boolean;
  inputUrl?: string;
}

/** The plan of a change of a real clone, as it would be measured. */
async function planOf({ base, change, fork = false, inputUrl }: Change): Promise<Plan> {
  const clone = new GitRepository();
  const baseSha = clone.commit({ 'README.md': 'a', ...(base === undefined ? {} : { 'sluice.yml': base }) });
  clone.write({ 'sluice.yml': change });
  const written = loadPlan({ workspace: clone.folder, ...(inputUrl === undefined ? {} : { url: inputUrl }) });
  return underLimits(await withLimitsOfBase(written, inputUrl, baseOnGitHub(contextOf(baseSha, fork), '')));
}

const refused = { code: 'limits-exceeded' };
const staging = 'http://staging.example';

test.each<[string, Change]>([
  ['the host that the base branch measures', { base: url(staging), change: url(`${staging}/v2`) }],
  [
    'a host that the limits of the base branch name',
    {
      base: url(staging, { limits: { hosts: ['Canary.example'] } }),
      change: url('https://canary.example:8443'),
    },
  ],
  ['a host that the workflow names', { change: settings({}), inputUrl: staging }],
  ['this machine', { change: url('http://localhost:8000') }],
  ['a container with what any change may give', { change: container(['--shm-size=1g']), fork: true }],
  [
    'an argument that the base branch opens',
    { base: settings({ limits: { 'docker-arguments': ['--ipc=host'] } }), change: container(['--ipc=host']) },
  ],
])('a change may use %s', async (_, change) => {
  await expect(planOf(change)).resolves.toMatchObject({ suite: expect.any(String) as string });
});

test.each<[string, Change]>([
  ['load another host', { base: url(staging), change: url('http://victim.example') }],
  [
    'name a host in its own limits',
    { base: url(staging), change: url('http://victim.example', { limits: { hosts: ['victim.example'] } }) },
  ],
  ['load a host where the base branch has no settings', { change: url('http://victim.example') }],
  [
    'hide a host behind a user name',
    { base: url(staging), change: url('http://staging.example.victim.example') },
  ],
  [
    'raise the rate in its own limits',
    {
      base: url(staging),
      change: url(staging, { load: { 'expected-rate': 5000 }, limits: { rate: 100_000 } }),
    },
  ],
  [
    'raise the rate by a ramp',
    {
      base: url(staging),
      change: url(staging, {
        load: { 'expected-rate': 900 },
        profiles: { pr: { budget: '3m', scenarios: ['ramp', 'mixed'] } },
      }),
    },
  ],
  [
    'open an argument by itself',
    {
      base: settings({}),
      change: settings({
        target: { container: { image: 'a', 'extra-arguments': ['--privileged'] } },
        limits: { 'docker-arguments': ['--privileged'] },
      }),
    },
  ],
  [
    'of a fork use an argument that the base branch opens',
    {
      base: settings({ limits: { 'docker-arguments': ['--ipc=host'] } }),
      change: container(['--ipc=host']),
      fork: true,
    },
  ],
  ['of a fork join the network of the host', { change: container([], { network: 'host' }), fork: true }],
  [
    'of a fork join the network of another container',
    { change: container([], { network: 'container:db' }), fork: true },
  ],
])('a change may not %s', async (_, change) => {
  await expect(planOf(change)).rejects.toMatchObject(refused);
});

test('without a pull request the limits are those of the settings themselves', () => {
  const clone = new GitRepository();
  clone.write({ 'sluice.yml': url('http://model.example', { limits: { rate: 50, requests: 10 } }) });
  const { limits } = loadPlan({ workspace: clone.folder });
  expect(limits).toMatchObject({ hosts: ['model.example'], mostRatePerSecond: 50, mostRequests: 10 });
});

test('limits of the base branch that cannot be read are an error, and no reason to take others', async () => {
  const change = url('http://model.example');
  await expect(planOf({ base: 'limits: [', change })).rejects.toMatchObject({ code: 'config-yaml' });
  await expect(planOf({ base: 'limits: { rate: fast }', change })).rejects.toMatchObject({
    code: 'config-invalid',
    location: expect.stringContaining('base branch') as string,
  });
});

test('a clone without the base commit asks the API for its limits', async () => {
  const api = await startGitHubApi();
  onTestFinished(() => api.close());
  api.repository.tokens.set('t', workflowToken);
  const baseSha = api.repository.addCommit(new Map([['sluice.yml', url(staging)]]), 'a base');
  const empty = api.repository.addCommit(new Map(), 'without settings');
  const clone = new GitRepository();
  clone.write({ 'sluice.yml': url(staging) });
  const written = loadPlan({ workspace: clone.folder });
  const asked = (sha: string, token: string) =>
    withLimitsOfBase(written, undefined, baseOnGitHub(contextOf(sha, false, api.url), token));
  expect((await asked(baseSha, 't')).limits?.hosts).toEqual(['staging.example']);
  expect((await asked(empty, 't')).limits?.hosts).toEqual([]);
  await expect(asked(baseSha, '')).rejects.toMatchObject({ code: 'github-permission' });
  expect(api.violations).toEqual([]);
});

test('on any other CI system git alone says what the limits of the target branch are, fetched where the clone lacks it', async () => {
  const origin = new GitRepository();
  const commit = origin.commit({ 'sluice.yml': url(staging) });
  origin.git('checkout', '--quiet', '-b', 'faster');
  origin.commit({ 'sluice.yml': url(staging, { limits: { rate: 1_000_000 } }) });
  for (const target of [{ commit }, { branch: 'main' }]) {
    const clone = origin.clone('--depth=1', '--branch=faster', '--single-branch');
    const written = loadPlan({ workspace: clone.folder });
    const plan = await withLimitsOfBase(written, undefined, baseInClone({ target, isFork: true }));
    expect(plan.limits).toMatchObject({
      source: 'sluice.yml of the base branch',
      hosts: ['staging.example'],
      mostRatePerSecond: 1000,
      foreignNetworks: false,
    });
  }
});
