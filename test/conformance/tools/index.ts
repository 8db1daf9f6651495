/** What Sluice tells, or is driven by, instead of a model server. */
export interface Tool {
  /** @param folder its own, absolute, and kept for the next time. @returns whether every check was met */
  check: (folder: string) => Promise<boolean>;
}

/** Each is loaded when it is asked for. */
export const tools: Record<string, () => Promise<Tool>> = {
  act: () => import('./act.ts'),
  'ci-systems': () => import('./ci-systems.ts'),
  mlflow: () => import('./mlflow.ts'),
  clearml: () => import('./clearml.ts'),
  prometheus: () => import('./prometheus.ts'),
  otlp: () => import('./otlp.ts'),
  k6: () => import('./k6.ts'),
  locust: () => import('./locust.ts'),
  shards: () => import('./shards.ts'),
  wandb: () => import('./wandb.ts'),
};
