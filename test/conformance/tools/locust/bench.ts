import type { LocustPlan } from '../../../../src/model/engine.ts';

export * from '../engines/bench.ts';

export const planOf = (command: string, more: Partial<LocustPlan> = {}): LocustPlan => ({
  kind: 'locust',
  command,
  workers: 3,
  ...more,
});
