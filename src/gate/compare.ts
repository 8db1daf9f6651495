import { createReadStream, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decodeRun, readSamples } from '../interop/index.ts';
import { SluiceError } from '../model/error.ts';
import type { JudgingPlan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import { runStatistics, judgeBaseline, judgeLimits, judgePaired, withEdgeCases } from '../verdict/index.ts';
import { judgingRandom } from './chance.ts';
import type { Measured } from './outputs.ts';

/** `sluice compare --samples`: raw samples of any origin, in either mode. */
export async function compareSamples(file: string, judging: JudgingPlan): Promise<Measured> {
  const lines = createInterface({ input: open(file), crlfDelay: Infinity });
  const imported = await readSamples(lines, file).catch((thrown: unknown) => {
    // A folder opens as a file does, and cannot be read.
    throw thrown instanceof Error && 'syscall' in thrown ? unreadable(file, thrown) : thrown;
  });
  return imported.mode === 'paired'
    ? comparePaired(imported.base, imported.candidate, judging)
    : compareHistory(imported.history, imported.candidate, judging);
}

/** `sluice compare --base RUN... --candidate RUN`: one base run that was interleaved with the candidate, or a history. */
export function compareRuns(baseFiles: string[], candidateFile: string, asked: JudgingPlan): Measured {
  const bases = baseFiles.map(readRun);
  const candidate = readRun(candidateFile);
  const judging = judgingOf(asked, candidate);
  const [only] = bases;
  return bases.length === 1 && only && interleaved(only, candidate)
    ? comparePaired(only, candidate, judging)
    : compareHistory(bases, candidate, judging);
}

/** A whole run. One part of several says nothing by itself. */
export function readRun(file: string): Run {
  const run = readRunFile(file);
  if (!run.shard) return run;
  const { index, of } = run.shard;
  throw new SluiceError('shards-unequal', {
    fact: `${file} is shard ${index} of ${of}, and not a whole run.`,
    remedy: 'Merge the runs of all shards first: `sluice merge shard-*.json --out run.json`.',
  });
}

/** A whole run, or that of a shard. */
export function readRunFile(file: string): Run {
  try {
    return decodeRun(readFileSync(file, 'utf8'), file);
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    throw unreadable(file, thrown);
  }
}

/** Blocks of one paired gate share their count of order: no two of the two runs have the same. */
function interleaved(base: Run, candidate: Run): boolean {
  const mixed = (run: Run) => run.blocks.filter(({ scenario }) => scenario === 'mixed');
  const [a, b] = [mixed(base), mixed(candidate)];
  const orders = new Set([...a, ...b].map(({ order }) => order));
  const spans = [a, b].map(
    (blocks) => [blocks[0]?.startedAtEpochMs ?? 0, blocks.at(-1)?.startedAtEpochMs ?? 0] as const,
  );
  const [one, other] = spans as [readonly [number, number], readonly [number, number]];
  return a.length > 0 && orders.size === a.length + b.length && one[0] <= other[1] && other[0] <= one[1];
}

export function comparePaired(base: Run, candidate: Run, judging: JudgingPlan): Measured {
  const random = judgingRandom(candidate.provenance.seed);
  const verdict = judgePaired(base, candidate, { ...judging, random });
  return { verdict: withEdgeCases(verdict, candidate, base, judging.gate), base, candidate, tookMs: 0 };
}

/** Without any history, limits judge alone where there are some. */
function compareHistory(history: Run[], candidate: Run, judging: JudgingPlan): Measured {
  const verdict =
    history.length === 0 && judging.slo.length > 0
      ? judgeLimits(candidate, judging.slo)
      : judgeBaseline(history.map(runStatistics), candidate, { ...judging, incomparable: [] });
  // How an odd request is answered does not depend on the day: the newest run is as good as one from beside.
  return { verdict: withEdgeCases(verdict, candidate, history.at(-1), judging.gate), candidate, tookMs: 0 };
}

/** A protocol that was recognised stands in no settings: what came token by token is gated as such, as it was in its gate. */
export function judgingOf({ streamedMetrics, gate, ...rest }: JudgingPlan, candidate: Run): JudgingPlan {
  const streamed = candidate.blocks.some(
    ({ scenario, classes }) =>
      scenario === 'mixed' && Object.values(classes).some(({ timings }) => timings.ttft !== undefined),
  );
  return { ...rest, gate: streamed && streamedMetrics ? { ...gate, metrics: streamedMetrics } : gate };
}

/** Opened at once, so that a wrong path is told before anything is read. */
function open(file: string) {
  try {
    return createReadStream(file, { fd: openSync(file, 'r') });
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): SluiceError {
  return new SluiceError('run-unreadable', {
    fact: `${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
    remedy: 'Check the path; `sluice run` and `sluice measure` write run files.',
    cause,
  });
}
