import { suiteName } from '../config/telling-schema.ts';
import type { Publication } from '../github/index.ts';
import { readArchive } from '../github/index.ts';
import { decodeError, decodeRun, decodeVerdict } from '../interop/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';
import {
  renderComment,
  renderErrorComment,
  renderSummary,
  unverifiedTitle,
  unverifiedWarning,
} from '../report/index.ts';
import { errorFile, reportInputOf, subjectOfRun } from './outputs.ts';

/** Of a packed artifact, whatever else lies in it. */
export const maximumArchiveBytes = 64 * 1024 * 1024;

/** What is read of an artifact, and how large it may be: several times what the longest profile writes. */
const readFiles: ReadonlyMap<string, number> = new Map([
  ['result.json', 1024 * 1024],
  ['run-candidate.json', 16 * 1024 * 1024],
  ['run-base.json', 16 * 1024 * 1024],
  [errorFile, 256 * 1024],
]);

/**
 * What the artifact of another run says, made anew from its data: the archive may come from anybody, so no markdown in it is
 * read, every text goes through the report's own escaping, and the warning that nobody verified it stands first.
 * @param runUrl where the run is, by the platform
 * @throws SluiceError `artifact-invalid`
 */
export function publicationOfArchive(
  zip: Buffer,
  runUrl: string,
  commenting: Publication['commenting'],
): Publication {
  const files = readArchive(zip, readFiles);
  const text = (name: string) => files.get(name)?.toString('utf8');
  try {
    const [result, candidate, base, error] = [...readFiles.keys()].map(text);
    if (result !== undefined && candidate !== undefined) {
      const run = decodeRun(candidate, 'run-candidate.json');
      const baseRun = base === undefined ? undefined : decodeRun(base, 'run-base.json');
      return { ...publicationOfResult(result, run, baseRun, runUrl), commenting, unverified: true };
    }
    if (error !== undefined) return { ...publicationOfError(error), commenting, unverified: true };
  } catch (thrown) {
    if (thrown instanceof SluiceError && thrown.code === 'run-unreadable') throw refused(thrown.fact, thrown);
    throw thrown;
  }
  throw refused(`It holds neither result.json with run-candidate.json nor ${errorFile}.`);
}

type Told = Omit<Publication, 'commenting' | 'unverified'>;

function publicationOfResult(result: string, candidate: Run, base: Run | undefined, runUrl: string): Told {
  const suite = suiteOf(candidate.suite);
  if (base && base.suite !== suite) throw refused('Its two runs are of different suites.');
  const verdict = decodeVerdict(result, 'result.json');
  const input = {
    ...reportInputOf(
      subjectOfRun(candidate, ''),
      {
        verdict: { ...verdict, warnings: [unverifiedWarning, ...verdict.warnings] },
        candidate,
        ...(base && { base }),
        tookMs: spanMs(base ? [candidate, base] : [candidate]),
      },
      // The settings of the other run are not in its artifact; what it costs is not told again.
      { slo: verdict.slo.map(({ id, limit }) => ({ metric: id, limit })) },
    ),
    reportUrl: runUrl,
  };
  return {
    suite,
    verdict: verdict.verdict,
    sentence: unverifiedTitle(verdict.verdict),
    comment: renderComment(input),
    summary: renderSummary(input),
  };
}

function publicationOfError(text: string): Told {
  const error = decodeError(text, errorFile);
  const suite = suiteOf(error.suite);
  const comment = renderErrorComment(suite, error, unverifiedWarning);
  return { suite, verdict: 'invalid', sentence: unverifiedTitle('invalid'), comment, summary: comment };
}

/** The suite becomes part of the check run's name and of the comment's marker. */
function suiteOf(name: string): string {
  if (suiteName.safeParse(name).success) return name;
  throw refused('The name of its suite is none that settings may give.');
}

/** From the first block to the last: how long the gate took in all, a run file does not say. */
export function spanMs(runs: readonly Run[]): number {
  let [first, last] = [Infinity, -Infinity];
  for (const { startedAtEpochMs, durationMs } of runs.flatMap(({ blocks }) => blocks)) {
    first = Math.min(first, startedAtEpochMs);
    last = Math.max(last, startedAtEpochMs + durationMs);
  }
  return last > first ? last - first : 0;
}

function refused(fact: string, cause?: unknown): SluiceError {
  return new SluiceError('artifact-invalid', {
    fact: `The artifact was refused. ${fact}`,
    remedy:
      'Nothing was posted from it. Use the same version of Sluice in both workflows, and let only Sluice write the artifact.',
    cause,
  });
}
