import type { ScenarioPlan } from '../../model/scenario.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';

/** Says what is measured now. */
export function tellScenario(
  { kind }: ScenarioPlan,
  { arm }: MeasuredArm,
  { context }: Bench,
  text: string,
): void {
  context.tell({ kind: 'scenario', scenario: kind, arm, text });
}

export const countedBlocks = (count: number): string => `${count} block${count === 1 ? '' : 's'}`;
