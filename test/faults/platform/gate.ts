import assert from 'node:assert/strict';
import type { GateScene } from '../../action/gate-scene.ts';
import type { ActionRun } from '../../support/runner.ts';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { describe } from '../observed.ts';
import { runApart, sceneApart, together } from './apart.ts';
import {
  addMain,
  addPull,
  assertStands,
  failingSettings,
  push,
  recordedOn,
  release,
  runsIn,
} from './gate-scenes.ts';
import { slowWays, tellingWays } from './ways.ts';

const denied = { status: 403, message: 'Resource not accessible by integration' };

/** A call that is denied, and what log or summary must say of it. */
type Denied = [operation: string, told: RegExp];

/** The failing gate once for each call, which is denied; `prepare` makes the repository and says which event it is. */
async function denyEach(
  bench: FaultBench,
  calls: readonly Denied[],
  prepare: (scene: GateScene) => Partial<ActionRun>,
): Promise<string> {
  await bench.setScene(failingSettings());
  const observed = await together(calls, 3, async ([operation, told]) => {
    const scene = await sceneApart(bench);
    const change = prepare(scene);
    scene.api.fail({ operation, times: 1000, kind: denied });
    const step = await runApart(bench, scene, change);
    assertStands(step, operation);
    const isAsked = scene.api.calls.some((call) => call.operation === operation);
    assert.ok(isAsked, `${operation} was never called`);
    assert.match(step.log + step.summary, told, operation);
    assert.deepEqual(scene.api.violations, []);
    return step;
  });
  return `${calls.length} calls: ${describe(observed[0]!)}`;
}

const stands = 'fail, exit 1 and all files as without it; the log names what is lost and the permission';

const pullRequest: Fault = {
  name: 'one call of a pull request fails',
  side: 'platform',
  injected:
    'each call of a failing gate on a pull request in turn: check run, list and creation of comments, acceptance',
  expected: stands,
  run: (bench) =>
    denyEach(
      bench,
      [
        ['checks/create', /check run was not made: 403.*`checks: write`/],
        ['issues/list-comments', /comment was not posted: 403.*`pull-requests: write`/],
        ['issues/create-comment', /comment was not posted: 403.*`pull-requests: write`/],
        ['pulls/get', /could not be looked up \(403/],
      ],
      (scene) => {
        addPull(scene);
        return {};
      },
    ),
};

const pushed: Fault = {
  name: 'one call of a push fails',
  side: 'platform',
  injected:
    'each call of a push to the default branch in turn: changed files, merged pull request, reading and committing the baseline',
  expected: `${stands}; a baseline that could not be read is not overwritten`,
  run: (bench) =>
    denyEach(
      bench,
      [
        ['repos/compare-commits-with-basehead', /over the limit/],
        ['repos/list-pull-requests-associated-with-commit', /could not be looked up \(403/],
        ['repos/get-content', /not recorded: 403.*`contents: write`/],
        ['repos/create-or-update-file-contents', /not recorded: 403.*`contents: write`/],
      ],
      (scene) => push(scene, addMain(scene)),
    ),
};

const guarded: Fault = {
  name: 'one call of a protected branch fails',
  side: 'platform',
  injected:
    'each call of a push to a protected branch in turn: reading, making, moving and merging the branch of baselines, finding and opening its pull request',
  expected: `${stands}; what is recorded already stays`,
  run: (bench) =>
    denyEach(
      bench,
      [
        ['git/get-ref', /not recorded: 403.*`contents: write`/],
        ['git/create-ref', /not recorded: 403.*`contents: write`/],
        ['git/update-ref', /not recorded: 403.*`contents: write`/],
        ['repos/merge', /not recorded: 403.*`contents: write`/],
        ['pulls/list', /recorded on sluice\/baselines, but no pull request.*`pull-requests: write`/],
        ['pulls/create', /recorded on sluice\/baselines, but no pull request.*`pull-requests: write`/],
      ],
      (scene) => {
        const { repository } = scene.api;
        const first = addMain(scene);
        const earlier = new Map([
          ['README.md', 'hello'],
          ['baselines/other/x.json', '{}'],
        ]);
        // Both branches have moved on since: neither can be moved to the other.
        repository.branches.set('sluice/baselines', repository.addCommit(earlier, 'earlier', [first]));
        repository.branches.set(
          'main',
          repository.addCommit(new Map([['README.md', 'new']]), 'next', [first]),
        );
        repository.protectedBranches.set('main', 'Changes must be made through a pull request.');
        bench.atEnd(() =>
          assert.ok(recordedOn(scene, 'sluice/baselines').includes('{}'), 'an earlier record is gone'),
        );
        return push(scene);
      },
    ),
};

const released: Fault = {
  name: 'one call of a release fails',
  side: 'platform',
  injected: 'reading and writing the notes of a release, in turn',
  expected: stands,
  run: (bench) =>
    denyEach(
      bench,
      [
        ['repos/get-release-by-tag', /not attached to the release v1\.2: 403.*`contents: write`/],
        ['repos/update-release', /not attached to the release v1\.2: 403.*`contents: write`/],
      ],
      (scene) => {
        addMain(scene);
        scene.api.repository.releases.push({ id: 5, tag: 'v1.2', body: 'News.' });
        return release(scene);
      },
    ),
};

const down: Fault = {
  name: 'every call of a gate fails',
  side: 'platform',
  mostSeconds: 300,
  injected:
    'all calls together, in 8 ways: a failing gate on a pull request, and one on a push that should record',
  expected: stands,
  async run(bench) {
    await bench.setScene(failingSettings());
    const cases = tellingWays().flatMap((way) =>
      (['pull request', 'push'] as const).map((event) => ({ way, event })),
    );
    const observed = await together(cases, 4, async ({ way, event }) => {
      const scene = await sceneApart(bench);
      const change = event === 'push' ? push(scene, addMain(scene)) : {};
      scene.api.fail({ operation: '*', times: 10_000, kind: way.kind });
      const step = await runApart(bench, scene, change);
      const what = `${event}, ${way.name}`;
      assertStands(step, what);
      assert.match(step.log, /::notice .*check run was not made/, what);
      assert.match(
        step.log,
        event === 'push' ? /::notice .*not recorded/ : /::notice .*comment was not posted/,
        what,
      );
      assert.match(step.summary, /tiny/, what);
      assert.ok(step.tookMs < 60_000, `${what}: ${step.tookMs} ms`);
      return step;
    });
    return `${cases.length} combinations: ${describe(observed[0]!)}`;
  },
};

const silent: Fault = {
  name: 'GitHub is silent while a gate ends',
  side: 'platform',
  mostSeconds: 300,
  injected: 'every call gets no answer, or half of one and then nothing: a pull request and a push',
  expected: 'fail, exit 1 and all files; each of at most four steps is given up after 28 s',
  async run(bench) {
    await bench.setScene(failingSettings());
    const cases = slowWays.flatMap((way) =>
      (['pull request', 'push'] as const).map((event) => ({ way, event })),
    );
    const steps = await together(cases, cases.length, async ({ way, event }) => {
      const scene = await sceneApart(bench);
      const change = event === 'push' ? push(scene, addMain(scene)) : {};
      scene.api.fail({ operation: '*', times: 10_000, kind: way.kind });
      const step = await runApart(bench, scene, change);
      assertStands(step, `${event}, ${way.name}`);
      assert.match(step.log, /::notice .*check run was not made: (no answer|201)/);
      assert.ok(step.tookMs < 150_000, `${event}, ${way.name}: ${step.tookMs} ms`);
      return step;
    });
    const longestMs = Math.max(...steps.map(({ tookMs }) => tookMs));
    return `${cases.length} combinations: ${describe(steps[0]!)}; the longest ended after ${Math.round(longestMs / 1000)} s`;
  },
};

const limited: Fault = {
  name: 'rate limit that resets in an hour',
  side: 'platform',
  injected:
    '403 and 429 with `Retry-After: 3600` or `X-RateLimit-Reset` in an hour, for every call of a gate and its record',
  expected: 'fail, exit 1 and all files, without waiting for it',
  async run(bench) {
    await bench.setScene(failingSettings());
    const reset = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.round(Date.now() / 1000) + 3600),
    };
    const kinds = [403, 429].flatMap((status) =>
      [{ 'retry-after': '3600' }, reset].map((headers) => ({
        status,
        message: 'API rate limit exceeded',
        headers,
      })),
    );
    const took = await together(kinds, 4, async (kind) => {
      const scene = await sceneApart(bench);
      const change = push(scene, addMain(scene));
      scene.api.fail({ operation: '*', times: 10_000, kind });
      const step = await runApart(bench, scene, change);
      assertStands(step, JSON.stringify(kind));
      assert.match(step.log, /GitHub limits the rate of this token/);
      assert.ok(step.tookMs < 30_000, `${step.tookMs} ms`);
      return step.tookMs;
    });
    return `${kinds.length} kinds: fail, exit 1, all reports; the longest step took ${Math.round(Math.max(...took) / 1000)} s`;
  },
};

const contested: Fault = {
  name: 'baseline commits conflict without end',
  side: 'platform',
  injected: '409 for every commit of the baseline, on a push to the default branch',
  expected: 'fail, exit 1 and all files; at most 8 tries, the branch as it was, and a notice that says so',
  async run(bench) {
    const scene = await bench.setScene(failingSettings());
    const before = addMain(scene);
    const operation = 'repos/create-or-update-file-contents';
    scene.api.fail({ operation, times: 10_000, kind: { status: 409, message: 'is at 1 but expected 2' } });
    const step = await bench.main(push(scene));
    assertStands(step, operation);
    const tries = scene.api.calls.filter((call) => call.operation === operation).length;
    assert.ok(tries <= 8, `${tries} tries`);
    assert.equal(scene.api.repository.branches.get('main'), before);
    assert.match(step.log, /::notice .*not recorded: 409.*Other jobs kept changing the branch/);
    return `${describe(step)}; ${tries} tries, then a notice`;
  },
};

const lost: Fault = {
  name: 'answer to a baseline commit is lost',
  side: 'platform',
  injected:
    'GitHub takes the commit, and its answer is cut off, garbage or never comes: the first time, and every time',
  expected: 'the run is recorded exactly once',
  async run(bench) {
    await bench.setScene(failingSettings());
    const operation = 'repos/create-or-update-file-contents';
    const kinds = [{ reset: true, afterwards: true } as const, { garbage: '{}' }, { half: 'cut' } as const];
    const cases = kinds.flatMap((kind) => [1, 1000].map((times) => ({ kind, times })));
    await together(cases, 4, async ({ kind, times }) => {
      const scene = await sceneApart(bench);
      addMain(scene);
      scene.api.fail({ operation, times, kind });
      const step = await runApart(bench, scene, push(scene));
      const what = `${JSON.stringify(kind)}, ${times} times`;
      assertStands(step, what);
      assert.equal(runsIn(recordedOn(scene)), 1, what);
      assert.match(step.log, /The run was recorded in baselines/, what);
    });
    return `${cases.length} combinations: fail, exit 1, all reports; one run recorded in each`;
  },
};

export const gate: Fault[] = [pullRequest, pushed, guarded, released, down, silent, limited, contested, lost];
