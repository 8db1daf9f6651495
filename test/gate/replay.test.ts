import { expect, test } from 'vitest';
import { appendRun, startBaseline } from '../../src/baseline/index.ts';
import { planReplay } from '../../src/gate/replay.ts';
import type { ContainerPlan, Plan, TargetPlan } from '../../src/model/plan.ts';
import { runOf } from '../baseline/baselines.ts';

const common = { ready: { path: '/', timeoutMs: 1, intervalMs: 1 } };
const container: ContainerPlan = {
  ...common,
  kind: 'container',
  image: 'tickets:candidate',
  port: 8080,
  env: {},
  isolation: 'auto',
  volumes: [],
  pull: 'never',
  extraArguments: [],
  command: [],
};
const url: TargetPlan = { ...common, kind: 'url', url: 'https://example.org' };
const local: TargetPlan = { ...common, kind: 'process', command: ['serve'], env: {}, directory: '.' };
const planOf = (candidate: TargetPlan, mode: Plan['mode'] = 'auto') => ({ mode, candidate }) as Plan;

const named = (day: number, digest?: string) =>
  runOf(day, { target: { kind: 'container', name: 'tickets:main', ...(digest ? { digest } : {}) } });
const files = [appendRun(appendRun(startBaseline(named(0, 'sha256:old')), named(1, 'sha256:new')), named(2))];

test('the image of the newest recorded run that names one is replayed, pulled where it is missing', () => {
  expect(planReplay(planOf(container), files)).toEqual({
    kind: 'image',
    base: { ...container, image: 'sha256:new', pull: 'missing' },
  });
});

test.each([
  ['a process', local, files, 'names a commit'],
  ['a url', url, files, 'cannot be started here'],
  ['a container whose recorded runs name no image', container, [startBaseline(named(0))], 'names the image'],
])('%s is refused, and it is said why', (_, candidate, recorded, why) => {
  expect(planReplay(planOf(candidate), recorded)).toEqual({
    kind: 'refused',
    why: expect.stringContaining(why),
  });
});

test('nobody expects a replay in the mode of baselines, nor without a recorded run', () => {
  expect(planReplay(planOf(local, 'baseline'), files)).toBeUndefined();
  expect(planReplay(planOf(local), [])).toBeUndefined();
});
