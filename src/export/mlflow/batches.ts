import type { TrackedRun } from '../tracking/tracked-run.ts';

/** What one call of `runs/log-batch` takes: 1,000 items in all, of which 100 parameters. */
const mostItems = 1000;
const mostParameters = 100;
/** Every store of MLflow takes as many; newer ones more. */
const mostParameterCharacters = 500;
const mostTagCharacters = 5000;

interface KeyValue {
  key: string;
  value: string;
}

interface MetricPoint {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

export interface Batch {
  metrics?: MetricPoint[];
  params?: KeyValue[];
}

/** All numbers and parameters, in as few calls as the interface allows. */
export function batchesOf(run: TrackedRun): Batch[] {
  const single = [...run.metrics].map(([key, value]) => ({ key, value, timestamp: run.endedAtMs, step: 0 }));
  const points = run.series.flatMap(({ group, points }) =>
    points.flatMap(({ atMs, values }, step) =>
      Object.entries(values).map(([name, value]) => ({
        key: `${group}/${name}`,
        value,
        timestamp: atMs,
        step,
      })),
    ),
  );
  const metrics = [...single, ...points].map((point) => ({
    ...point,
    timestamp: Math.round(point.timestamp),
  }));
  const params = keyValues(run.parameters, mostParameterCharacters);
  return [
    ...chunks(params, mostParameters).map((part) => ({ params: part })),
    ...chunks(metrics, mostItems).map((part) => ({ metrics: part })),
  ];
}

/** Those of Sluice, and those that MLflow's own pages know. */
export function tagsOf({ labels, description }: TrackedRun): KeyValue[] {
  const runUrl = labels['sluice.run_url'];
  const known = {
    'mlflow.note.content': description,
    'mlflow.user': 'sluice',
    'mlflow.source.type': runUrl ? 'JOB' : 'LOCAL',
    'mlflow.source.name': runUrl ?? 'sluice',
    'mlflow.source.git.commit': labels['sluice.commit'] ?? '',
    'mlflow.source.git.branch': labels['sluice.branch'] ?? '',
    'mlflow.source.git.repoURL': labels['sluice.repository'] ?? '',
  };
  return keyValues({ ...known, ...labels }, mostTagCharacters);
}

function keyValues(values: Readonly<Record<string, string>>, mostCharacters: number): KeyValue[] {
  return Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ({ key, value: shorten(value, mostCharacters) }));
}

const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

function chunks<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) =>
    items.slice(i * most, (i + 1) * most),
  );
}
