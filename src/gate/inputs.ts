import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow, Plan, ReplayArrivals, RequestClassPlan } from '../model/plan.ts';
import type { ArrivalTrace, Workload } from '../model/schedule.ts';
import { checkReplay } from '../scenario/index.ts';
import { makeWorkload, parseArrivalTrace, parseDataset } from '../workload/index.ts';

/** Larger datasets are a mistake in the making: a gate sends a few thousand requests. */
const maximumDatasetBytes = 256 * 1024 * 1024;

/** Reads the datasets of the plan's classes, each file once, and the trace that is replayed, and makes the workload. */
export function readWorkload(plan: Plan): Workload {
  const parsed = new Map<string, DatasetRow[]>();
  const workload = makeWorkload(
    plan.workload.classes.map(({ name, weight, where, source }) => ({
      name,
      weight,
      where,
      rows: source.kind === 'inline' ? source.rows : rowsOf(source, plan.workspace, parsed),
    })),
  );
  const { arrivals } = plan.load;
  return replays(arrivals) ? { ...workload, trace: readTrace(plan, arrivals) } : workload;
}

/** A trace that leaves a block without any request is refused here, before anything is started. */
function readTrace(plan: Plan, replay: ReplayArrivals): ArrivalTrace {
  const trace = parseArrivalTrace(readRows(replay.path, plan.workspace), replay);
  checkReplay(trace, replay, plan.pairing, plan.budgetMs);
  return trace;
}

const replays = (arrivals: Plan['load']['arrivals']): arrivals is ReplayArrivals =>
  typeof arrivals === 'object' && arrivals.kind === 'replay';

type FileSource = Extract<RequestClassPlan['source'], { kind: 'file' }>;

function rowsOf(source: FileSource, workspace: string, parsed: Map<string, DatasetRow[]>): DatasetRow[] {
  const known = parsed.get(source.path);
  if (known) return known;
  const rows = parseDataset(readRows(source.path, workspace), source.format, source.path);
  parsed.set(source.path, rows);
  return rows;
}

function readRows(path: string, workspace: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(workspace, path));
  } catch (cause) {
    throw new SluiceError('dataset-missing', {
      fact: `The file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      remedy:
        'Commit the file, or correct its path in sluice.yml; paths start from the folder of sluice.yml.',
      cause,
    });
  }
  if (bytes.length > maximumDatasetBytes) {
    throw new SluiceError('dataset-malformed', {
      fact: `The file ${path} has ${Math.round(bytes.length / 2 ** 20)} MiB; at most 256 are read.`,
      remedy: 'Commit a sample of it: a gate sends a few thousand requests at most.',
    });
  }
  return bytes.toString('utf8');
}

/** Everything that decides what load is put on a target; two runs are comparable only when it is equal. */
export function hashPlan(plan: Plan): string {
  const { candidate, protocol, load, scenarios, pairing, seed } = plan;
  const mixed = {
    protocol,
    // The times of a trace are part of the workload; neither its name nor the rate of other scenarios says anything.
    rate: replays(load.arrivals) ? undefined : load.mixedRatePerSecond,
    arrivals: replays(load.arrivals) ? load.arrivals.kind : load.arrivals,
    timeouts: load.timeouts,
    block: pairing.blockMs,
    leadIn: pairing.leadInMs,
    scenarios: scenarios.filter(({ kind }) => kind === 'mixed'),
    seed,
    // A model on fewer cores is another model; where cores are shared, runs stay comparable with those of earlier versions.
    ...(candidate.kind === 'container' && candidate.cores ? { cores: candidate.cores.length } : {}),
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
