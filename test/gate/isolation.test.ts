import { describe, expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { hashPlan } from '../../src/gate/inputs.ts';
import { isolatePlan, type CoreSources } from '../../src/gate/isolation.ts';
import { splitCores } from '../../src/gate/split-cores.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ContainerPlan } from '../../src/model/target.ts';
import { isolationFact } from '../../src/report/index.ts';
import { readUsableCores } from '../../src/telemetry/index.ts';
import { makeWorkspace } from '../config/workspace.ts';
import { describeWithDocker } from '../support/docker-engine.ts';

const planOf = (target: string, base = ''): Plan =>
  loadPlan({
    workspace: makeWorkspace({ 'sluice.yml': `version: 1\nsuite: a\ntarget: ${target}\n${base}` }),
  });

describe('the plan', () => {
  test.each(['{ url: http://a }', '{ process: { command: [serve] } }'])(
    'without a container is left as it is: %s',
    async (target) => {
      const plan = planOf(target);
      expect(await isolatePlan(plan)).toEqual({ plan });
    },
  );

  test.each<[target: string, base: string, reason: string]>([
    ['{ container: { image: a, isolation: none } }', '', '`isolation: none` is set'],
    [
      '{ container: { image: a } }',
      'base: { container: { image: b, isolation: none } }\n',
      '`isolation: none` is set',
    ],
    [
      '{ container: { image: a, extra-arguments: [--cpuset-cpus=1] } }',
      '',
      "the container's cores are set by `extra-arguments`",
    ],
  ])('of %s shares its cores, and says why', async (target, base, reason) => {
    const plan = planOf(target, base);
    const isolation = { kind: 'shared' as const, reason };
    expect(await isolatePlan(plan)).toEqual({ plan, isolation });
    expect(isolationFact(isolation)).toBe(`none: ${reason}`);
  });

  test('with its own cores for the container is another plan; one that shares them is not', () => {
    const plan = planOf('{ container: { image: a } }');
    const candidate = plan.candidate as ContainerPlan;
    const hash = (more: Partial<ContainerPlan>) =>
      hashPlan({ ...plan, candidate: { ...candidate, ...more } });
    expect(hash({ isolation: 'none' })).toBe(hashPlan(plan));
    expect(hash({ cores: [0, 1, 2] })).not.toBe(hashPlan(plan));
    expect(hash({ cores: [0, 1, 2] })).toBe(hash({ cores: [1, 2, 3] }));
  });
});

describe('with eight cores of sixteen', () => {
  const planned = () =>
    planOf(
      '{ container: { image: a, cpus: 2 } }',
      'base: { container: { image: b, cpus: 5 } }\nload: { workers: 3 }\n',
    );
  const machine: CoreSources = {
    usableCores: () => ({ ids: [8, 9, 10, 11, 12, 13, 14, 15], siblings: [], quota: undefined }),
    coreCount: () => 16,
    engineCores: async () => ({ cores: 16, canBind: true }),
  };

  test('both arms get the same ones, and the generator the others', async () => {
    const plan = planned();
    const { plan: isolated, isolation } = await isolatePlan(plan, machine);
    expect(isolation).toEqual({ kind: 'pinned', target: [8, 9, 10, 11, 12], generator: [13, 14, 15] });
    const cores = [8, 9, 10, 11, 12];
    expect(isolated).toEqual({
      ...plan,
      candidate: { ...plan.candidate, cores },
      base: { ...plan.base, cores },
    });
    const unasked = { ...plan, load: { ...plan.load, workers: 0 } };
    expect((await isolatePlan(unasked, machine)).plan.load.workers).toBe(2);
  });

  test.each<[string, Partial<CoreSources>, string]>([
    [
      'an engine elsewhere',
      { coreCount: () => 12 },
      'the Docker engine sees 16 cores and this machine has 12',
    ],
    [
      'an engine that may not bind',
      { engineCores: async () => ({ cores: 16, canBind: false }) },
      'cannot bind containers to cores',
    ],
    [
      'an arm that may use more',
      { usableCores: () => ({ ids: [0, 1, 2, 3, 4], siblings: [], quota: undefined }) },
      'the container may use 5 CPUs',
    ],
  ])('and %s, they are shared', async (_, more, reason) => {
    const plan = planned();
    const { plan: left, isolation } = await isolatePlan(plan, { ...machine, ...more });
    expect(isolation).toEqual({ kind: 'shared', reason: expect.stringContaining(reason) });
    expect(left).toEqual(plan);
  });
});

test('cores are named as ranges', () => {
  expect(isolationFact({ kind: 'pinned', target: [0, 1, 2, 5], generator: [3] })).toBe(
    'container on cores 0-2,5, generator on core 3',
  );
});

describeWithDocker('isolation on this machine', () => {
  test('follows from its cores, the same for both arms', async () => {
    const plan = planOf('{ container: { image: a } }', 'base: { container: { image: b } }\n');
    const isolated = await isolatePlan(plan);
    const split = splitCores(readUsableCores(), { workers: 0, cpus: undefined });
    if (split.kind === 'shared') {
      expect(isolated).toEqual({ plan, isolation: split });
      return;
    }
    expect(isolated.isolation?.kind).toMatch(/^(?:pinned|shared)$/u);
    if (isolated.isolation?.kind !== 'pinned') return;
    expect(isolated.plan.candidate).toMatchObject({ cores: split.target });
    expect(isolated.plan.base).toMatchObject({ cores: split.target });
    expect(isolated.plan.load.workers).toBe(split.generator.length);
  });
});
