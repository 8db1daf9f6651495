import { blockSeconds, mostPairs } from './settings.ts';
import type { Effect } from './simulator/effects.ts';
import { noEffect } from './simulator/effects.ts';
import type { NoiseName } from './simulator/noise.ts';
import type { ModelName } from './simulator/workloads.ts';

export const changeNames = [
  'A/A',
  'p95 +10 %',
  'p95 +20 %',
  'tail +20 %',
  'long +30 %',
  'errors +1 point',
  'rare stalls',
] as const;
export type ChangeName = (typeof changeNames)[number];

/** One kind of case, of which a campaign draws many. */
export interface Cell {
  model: ModelName;
  noise: NoiseName;
  change: ChangeName;
  effect: Effect;
  /** Measured seconds of a block. */
  blockSeconds: number;
  mostPairs: number;
}

/**
 * Shares of the `all` effect that make the true p95 10 and 20 % larger, found with `effectForP95(model, ratio, 8000)`:
 * a queue lets the p95 grow faster than the service time.
 */
const forP95: Partial<Record<ModelName, [ten: number, twenty: number]>> = {
  cpu: [0.0864, 0.1653],
  batch: [0.0572, 0.1098],
  llm: [0.0789, 0.1559],
};

export function effectOf(model: ModelName, change: ChangeName): Effect {
  const [ten, twenty] = forP95[model] ?? [0.1, 0.2];
  switch (change) {
    case 'A/A':
      return noEffect;
    case 'p95 +10 %':
      return { kind: 'all', share: ten };
    case 'p95 +20 %':
      return { kind: 'all', share: twenty };
    case 'tail +20 %':
      return { kind: 'tail', share: 0.2 };
    case 'long +30 %':
      return { kind: 'class', share: 0.3 };
    case 'errors +1 point':
      return { kind: 'errabs', share: 0.01 };
    case 'rare stalls':
      return { kind: 'late', share: 0.003 };
  }
}

/** What the gate may measure, where it is not the usual. */
export interface Budget {
  blockSeconds?: number | undefined;
  mostPairs?: number | undefined;
}

export function makeCells(
  models: readonly ModelName[],
  noises: readonly NoiseName[],
  budget: Budget = {},
): Cell[] {
  return models.flatMap((model) =>
    noises.flatMap((noise) =>
      changeNames.map((change) => ({
        ...{ model, noise, change },
        effect: effectOf(model, change),
        blockSeconds: budget.blockSeconds ?? blockSeconds(model),
        mostPairs: budget.mostPairs ?? mostPairs,
      })),
    ),
  );
}
