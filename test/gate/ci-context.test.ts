import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commitOfCi, readCi } from '../../src/gate/ci-context.ts';
import { isWorkflowVariable } from '../../src/model/workflow-variable.ts';
import { ciVariables, type CiSystem } from '../support/ci-variables.ts';
import { GitRepository } from '../support/git-repository.ts';

const commit = 'c'.repeat(40);
const targetCommit = 'd'.repeat(40);
const nowhere = tmpdir();
const systems = Object.keys(ciVariables) as CiSystem[];

const runUrls: Record<CiSystem, string> = {
  gitlab: 'https://gitlab.example.com/team/model/-/jobs/9001',
  jenkins: 'https://jenkins.example.com/job/model/12/',
  buildkite: 'https://buildkite.com/team/model/builds/12',
  azurePipelines: 'https://dev.azure.com/team/speech%20models/_build/results?buildId=12',
};
const repositories = {
  gitlab: 'team/model',
  jenkins: undefined,
  buildkite: 'team/model',
  azurePipelines: 'team/model',
};

const changeOn = (system: CiSystem, more: { fork?: boolean } = {}) =>
  readCi(
    ciVariables[system]({
      commit,
      branch: 'faster',
      change: { number: '7', target: 'main', targetCommit, ...more },
    }),
    nowhere,
  );

test.each(systems)(
  '%s: of a change, what is built, where from, and what it is to be merged into',
  async (system) => {
    const { origin, change } = await changeOn(system);
    const { [system]: repository } = repositories;
    expect(origin).toEqual({
      commit,
      branch: 'faster',
      pullRequest: '7',
      runUrl: runUrls[system],
      ...(repository ? { repository } : {}),
    });
    expect(change).toMatchObject({
      isFork: false,
      target: system === 'gitlab' ? { commit: targetCommit, branch: 'main' } : { branch: 'main' },
    });
    expect((await changeOn(system, { fork: true })).change?.isFork).toBe(true);
  },
);

test.each(systems)('%s: a push is no change', async (system) => {
  const env = ciVariables[system]({ commit, branch: 'main' });
  const { origin, change } = await readCi(env, nowhere);
  expect(origin).toMatchObject({ commit, branch: 'main', runUrl: runUrls[system] });
  expect(origin.pullRequest).toBeUndefined();
  expect(change).toBeUndefined();
  expect(commitOfCi(env, nowhere)).toBe(commit);
});

test('on GitLab the head of the target branch goes before where the change left it, and the note has its place', async () => {
  const head = 'e'.repeat(40);
  const job = { commit, branch: 'faster', change: { number: '7', target: 'main', targetCommit } };
  const { change } = await readCi(
    { ...ciVariables.gitlab(job), CI_MERGE_REQUEST_TARGET_BRANCH_SHA: head },
    nowhere,
  );
  expect(change?.target.commit).toBe(head);
  expect(change?.gitlab).toEqual({
    apiUrl: 'https://gitlab.example.com/api/v4',
    projectId: '42',
    iid: '7',
  });
});

test('what a system leaves open is absent: no commit `HEAD`, no address glued from nothing', async () => {
  const env = { CI: 'true', BUILDKITE: 'true', BUILDKITE_COMMIT: 'HEAD', BUILDKITE_PULL_REQUEST: 'false' };
  expect((await readCi(env, nowhere)).origin).toEqual({});
  expect((await readCi({ CI: 'true', GITLAB_CI: 'true' }, nowhere)).origin).toEqual({});
});

test('a change on a system that does not say of which repository is taken for one of a fork', async () => {
  const { change } = await readCi({ CI: 'true', CIRCLECI: 'true', CIRCLE_PR_NUMBER: '7' }, nowhere);
  expect(change).toMatchObject({ isFork: true });
});

test('at a terminal git says what there is', async () => {
  const repository = new GitRepository();
  const head = repository.commit({ 'a.txt': '1' });
  expect(await readCi({ PATH: process.env.PATH }, repository.folder)).toEqual({
    origin: { commit: head, branch: 'main' },
  });
  expect(commitOfCi({ PATH: process.env.PATH }, repository.folder)).toBeUndefined();
});

test('in a workflow of GitHub the event file says it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-event-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const side = (sha: string, ref: string) => ({ sha, ref, repo: { full_name: 'octo-org/model' } });
  const event = {
    pull_request: { number: 7, base: side(targetCommit, 'main'), head: side(commit, 'faster') },
  };
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REPOSITORY: 'octo-org/model',
    GITHUB_RUN_ID: '5',
    GITHUB_SHA: 'f'.repeat(40),
    GITHUB_REF: 'refs/pull/7/merge',
  };
  expect(await readCi(env, nowhere)).toEqual({
    origin: {
      commit,
      branch: 'faster',
      pullRequest: '7',
      repository: 'octo-org/model',
      runUrl: 'https://github.com/octo-org/model/actions/runs/5',
    },
    change: { target: { commit: targetCommit }, isFork: false },
  });
});

test.each([
  'GITLAB_TOKEN',
  'SLUICE_GITLAB_TOKEN',
  'CI_JOB_TOKEN',
  'SYSTEM_ACCESSTOKEN',
  'BUILDKITE_AGENT_ACCESS_TOKEN',
])('the token in %s is nobody else’s business', (name) => expect(isWorkflowVariable(name)).toBe(true));
