import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow, Plan, RequestClassPlan } from '../model/plan.ts';
import type { Workload } from '../model/schedule.ts';
import { makeWorkload, parseDataset } from '../workload/index.ts';

/** Larger datasets are a mistake in the making: a gate sends a few thousand requests. */
const maximumDatasetBytes = 256 * 1024 * 1024;

/** Reads the datasets of the plan's classes, each file once, and makes the workload. */
export function readWorkload(plan: Plan): Workload {
  const parsed = new Map<string, DatasetRow[]>();
  return makeWorkload(
    plan.workload.classes.map(({ name, weight, where, source }) => ({
      name,
      weight,
      where,
      rows: source.kind === 'inline' ? source.rows : rowsOf(source, plan.workspace, parsed),
    })),
  );
}

type FileSource = Extract<RequestClassPlan['source'], { kind: 'file' }>;

function rowsOf(source: FileSource, workspace: string, parsed: Map<string, DatasetRow[]>): DatasetRow[] {
  const known = parsed.get(source.path);
  if (known) return known;
  const rows = parseDataset(readDataset(source.path, workspace), source.format, source.path);
  parsed.set(source.path, rows);
  return rows;
}

function readDataset(path: string, workspace: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(workspace, path));
  } catch (cause) {
    throw new SluiceError('dataset-missing', {
      fact: `The dataset ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy:
        'Commit the file, or correct `dataset:` in sluice.yml; paths start from the folder of sluice.yml.',
      cause,
    });
  }
  if (bytes.length > maximumDatasetBytes) {
    throw new SluiceError('dataset-malformed', {
      fact: `The dataset ${path} has ${Math.round(bytes.length / 2 ** 20)} MiB; at most 256 are read.`,
      remedy: 'Commit a sample of it: a gate sends a few thousand requests at most.',
    });
  }
  return bytes.toString('utf8');
}

/** Everything that decides what load is put on a target; two runs are comparable only when it is equal. */
export function hashPlan(plan: Plan): string {
  const { protocol, load, scenarios, pairing, seed } = plan;
  const mixed = {
    protocol,
    rate: load.mixedRatePerSecond,
    arrivals: load.arrivals,
    timeouts: load.timeouts,
    block: pairing.blockMs,
    leadIn: pairing.leadInMs,
    scenarios: scenarios.filter(({ kind }) => kind === 'mixed'),
    seed,
  };
  return sha256(mixed);
}

/** Classes, shares and every input. */
export function hashWorkload(workload: Workload): string {
  return sha256(workload);
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
