import assert from 'node:assert/strict';
import { token } from '../../action/gate-scene.ts';
import type { Permission } from '../../support/github-api/operations.ts';
import { workflowToken } from '../../support/github-api/server.ts';
import type { ActionRun } from '../../support/runner.ts';
import type { Fault } from '../fault.ts';
import { assertError, describe } from '../observed.ts';
import { runApart, sceneApart, together } from './apart.ts';
import { addMain, addPull, assertStands, failingSettings, push } from './gate-scenes.ts';
import { assertPlainLog } from './outcome.ts';
import { runPublish, setPublishScene, startFinishedRun } from './publish-scene.ts';

/** A gate on a pull request whose base has to be asked of GitHub, since there is no clone. */
const screened = (): object => failingSettings({ gate: { mode: 'baseline', metrics: ['p50'] }, slo: {} });

const withoutPermission = (permission: Permission) => ({
  ...workflowToken,
  permissions: { ...workflowToken.permissions, [permission]: undefined },
});

type Missing = [permission: Permission, event: 'pull request' | 'push', told: RegExp];

const missing: Missing[] = [
  ['pull-requests', 'pull request', /::notice .*comment was not posted: 403.*`pull-requests: write`/],
  ['checks', 'pull request', /::notice .*check run was not made: 403.*`checks: write`/],
  ['checks', 'push', /::notice .*check run was not made: 403.*`checks: write`/],
  ['contents', 'push', /::notice .*not recorded: 403.*`contents: write`/],
];

const permissions: Fault = {
  name: 'token lacks a permission',
  side: 'platform',
  injected:
    'a failing gate with a token that lacks `pull-requests`, `checks` or `contents`; `contents` where the base is asked of GitHub; `actions` in `publish`',
  expected:
    'fail, exit 1 and all files, and a notice with the permission; `github-permission` where the base or the artifact cannot be read',
  async run(bench) {
    await bench.setScene(failingSettings());
    const steps = await together(missing, 4, async ([permission, event, told]) => {
      const scene = await sceneApart(bench);
      addPull(scene);
      const change = event === 'push' ? push(scene, addMain(scene)) : {};
      scene.api.repository.tokens.set(token, withoutPermission(permission));
      const step = await runApart(bench, scene, change);
      assertStands(step, `${permission}, ${event}`);
      assert.match(step.log, told);
      return step;
    });
    const shallow = await sceneApart(bench);
    await shallow.writeSettings(screened());
    shallow.api.repository.tokens.set(token, withoutPermission('contents'));
    const unread = await runApart(bench, shallow);
    assertError(unread, 'github-permission');
    assert.match(unread.log, /`contents: read`/);
    return `${missing.length} permissions: ${describe(steps[0]!)}; without the base: ${describe(unread)}`;
  },
};

const actions: Fault = {
  name: 'token of a post lacks a permission',
  side: 'platform',
  injected: '`publish` with a token that lacks `actions`, `pull-requests` or `checks`',
  expected: 'exit 1, and an error with the permission',
  async run(bench) {
    const zip = await setPublishScene(bench);
    for (const permission of ['actions', 'pull-requests', 'checks'] as const) {
      const api = await startFinishedRun(bench, zip);
      const whole = api.repository.tokens.get(token)!;
      const kept = { ...whole.permissions, [permission]: undefined };
      api.repository.tokens.set(token, { ...whole, permissions: kept });
      const observed = await runPublish(bench, api);
      assertPlainLog(observed.log, token);
      assert.equal(observed.exitCode, 1, permission);
      assert.match(observed.log, new RegExp(`::error .*\`${permission}: (read|write)\``));
    }
    return '3 permissions: exit 1, each named';
  },
};

type Without = [name: string, inputs: Record<string, string>, known: boolean];

const none: Fault = {
  name: 'no token or one that is not known',
  side: 'platform',
  injected:
    'an empty `github-token`, and one that GitHub does not know: a pull request, a push, and a base that has to be asked of GitHub',
  expected:
    'fail, exit 1 and all files, without trying again; `github-permission` where the base cannot be read',
  async run(bench) {
    await bench.setScene(failingSettings());
    const tokens: Without[] = [
      ['empty', { 'github-token': '' }, false],
      ['unknown', { 'github-token': 'ghs_expired' }, true],
    ];
    const events = ['pull request', 'push', 'base'] as const;
    const cases = tokens.flatMap((entry) => events.map((event) => ({ entry, event })));
    const steps = await together(cases, 3, async ({ entry: [name, inputs, isAsked], event }) => {
      const scene = await sceneApart(bench);
      const what = `${name}, ${event}`;
      const change: Partial<ActionRun> = event === 'push' ? push(scene, addMain(scene)) : {};
      if (event === 'base') await scene.writeSettings(screened());
      const step = await runApart(bench, scene, { ...change, inputs });
      assert.ok(isAsked === scene.api.calls.length > 0, `${what}: ${scene.api.calls.length} calls`);
      if (event === 'base') assertError(step, 'github-permission');
      else assertStands(step, what);
      assert.match(step.log, /Leave the input `github-token` at its default/, what);
      assert.ok(!step.log.includes('attempts'), `${what}: tried again`);
      return step;
    });
    return `${cases.length} combinations: ${describe(steps[0]!)}; without the base: ${describe(steps[2]!)}`;
  },
};

export const tokens: Fault[] = [permissions, actions, none];
