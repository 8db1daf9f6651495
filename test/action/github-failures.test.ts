import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forkToken } from '../support/github-api/server.ts';
import { copyAction } from '../support/runner.ts';
import { checksOf, processSettings, setScene, token, type GateScene } from './gate-scene.ts';

const repository = join(import.meta.dirname, '../..');
const delayMs = 30;

let copied: Awaited<ReturnType<typeof copyAction>>;
let scene: GateScene;

beforeAll(async () => {
  copied = await copyAction(repository);
});
afterAll(() => copied.remove());

describe('what GitHub does never changes the verdict', () => {
  // Too slow for its limit, which decides without a base: the shortest way to a failing gate.
  const overLimit = { ...processSettings(delayMs), slo: { latency: { p50: '1ms' } } };
  const failed = {
    exitCode: 1,
    outputs: { verdict: 'fail', sentence: expect.stringContaining('over the limit of 1 ms') },
  };

  beforeEach(async () => {
    scene = await setScene(copied, overLimit);
  });
  afterEach(async () => {
    expect(scene.api.violations).toEqual([]);
    await scene.close();
  });

  test.each(['push', 'workflow_dispatch'])(
    'on %s there is a check run on the commit and no comment',
    async (event) => {
      const outcome = await scene.run({ event, payload: { repository: { default_branch: 'main' } } });
      expect(outcome).toMatchObject(failed);
      expect(scene.comments).toEqual([]);
      expect(outcome.outputs['comment-url'] ?? '').toBe('');
      expect(checksOf(scene)).toEqual([['sluice / tiny', 'c'.repeat(40), 'failure']]);
      expect(outcome.summary).toContain('tiny');
    },
  );

  test('with `comment: never` there is a check run and no comment', async () => {
    const outcome = await scene.run({ inputs: { comment: 'never' } });
    expect(outcome).toMatchObject(failed);
    expect(scene.comments).toEqual([]);
    expect(checksOf(scene)).toHaveLength(1);
  });

  test('with `comment: never` an error is not commented either', async () => {
    await scene.writeSettings({ ...overLimit, target: {} });
    const outcome = await scene.run({ inputs: { comment: 'never' } });
    expect(outcome.exitCode).toBe(2);
    expect(scene.comments).toEqual([]);
    expect(outcome.summary).toContain('target-missing');
  });

  test("a fork's read-only token costs the comment, and the log says so", async () => {
    scene.api.repository.tokens.set(token, forkToken);
    const outcome = await scene.run({ payload: scene.pullRequest('mallory/model') });
    expect(outcome).toMatchObject(failed);
    expect(scene.comments).toEqual([]);
    expect(outcome.log).toMatch(/::notice .*comment was not posted.*fork.*`pull-requests: write`/);
    expect(outcome.log).toMatch(/::notice .*check run was not made.*`checks: write`/);
    expect(outcome.summary).toContain('tiny');
  });

  test('while every call to GitHub fails the verdict stands', async () => {
    // A base of one's own needs nothing from GitHub, not even the committed baselines.
    await scene.writeSettings(processSettings(3 * delayMs, { baseDelayMs: delayMs }));
    scene.api.fail({ operation: '*', times: 1000, kind: { status: 503 } });
    const outcome = await scene.run();
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
    expect(outcome.log).toMatch(/::notice .*comment was not posted: 503/);
    expect(outcome.log).toMatch(/::notice .*check run was not made: 503/);
    expect(outcome.summary).toContain('slower');
  });
});
