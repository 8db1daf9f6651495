import { createHash } from 'node:crypto';
import type { Block, ImportedOrigin, Provenance, Run } from '../model/run.ts';
import { runSchema } from '../model/run.ts';
import type { ImportedSummary, Origin, ResultFormat } from './formats/format.ts';
import type { CutRequests } from './import-blocks.ts';
import { malformed, refused } from './formats/fault.ts';
import { checkWindows, classOfWindow, mergeWindows } from './import-windows.ts';
import type { SampleBlock } from './sample-block.ts';
import { classShares, unknownEnvironment } from './sample-runs.ts';

/** What the user says of an imported run, since its file does not. */
export interface ImportOptions {
  suite: string;
  /** Name of the machine: runs of different ones are not compared. */
  environment: string;
  blockMs: number;
  skipMs: number;
  /** Whether the names of requests are left aside. */
  oneClass: boolean;
  /** When the file was written last, for those that hold no time. */
  writtenAtEpochMs: number;
}

/** A run from the single requests of a file. */
export function runOfRequests(
  format: ResultFormat,
  origin: Origin,
  cut: CutRequests,
  name: string,
  options: ImportOptions,
): Run {
  const { blocks, beganAtMs, skipped, inPart } = cut;
  if (blocks.length === 0 || blocks.every(({ attempted }) => attempted === 0))
    throw refused(
      name,
      skipped > 0 ? `all ${skipped} requests began within --skip` : 'the file holds no request',
      skipped > 0 ? 'Leave out less with --skip.' : 'Give a file of a run that sent requests.',
    );
  const clocked = !Number.isNaN(beganAtMs);
  const beganAtEpochMs = beginning(origin, beganAtMs, name, options);
  const classes = classShares(blocks);
  const warnings = [
    ...origin.notes,
    ...(clocked ? [] : [withoutTimes]),
    ...(skipped > 0
      ? [`requests of the first ${options.skipMs / 1000} s that were left out: ${skipped}`]
      : []),
    ...(inPart > 0 ? [`requests that were left out, since the last block is not whole: ${inPart}`] : []),
  ];
  return runOf(format, origin, name, options, {
    classes,
    warnings,
    beganAtEpochMs,
    blocks: blocks.map((block, index) => blockOf(block, index, clocked, origin, beganAtEpochMs, options)),
  });
}

const withoutTimes =
  'the file does not tell when each request was sent: all of them are one block, which is shown and never judged';

/** A run from the tool's own numbers: counts as blocks, and the rest aside, where nothing judges it. */
export function runOfSummary(
  format: ResultFormat,
  { origin, windows, reported }: ImportedSummary,
  name: string,
  options: ImportOptions,
): Run {
  checkWindows(windows, name);
  const merged = mergeWindows(windows, options.blockMs);
  if (merged.every(({ attempted }) => attempted === 0))
    throw refused(name, 'the file counts no request', 'Give a file of a run that sent requests.');
  const beganAtEpochMs = beginning(origin, merged[0]!.startMs, name, options);
  const warnings = [...origin.notes, ...(merged.length === 1 ? [withoutRequests] : [])];
  return runOf(format, origin, name, options, {
    classes: [{ name: 'default', share: 1 }],
    warnings,
    beganAtEpochMs,
    blocks: merged.map((window, index) => ({
      ...blockFrame(index),
      startedAtEpochMs: beganAtEpochMs + window.startMs - merged[0]!.startMs,
      durationMs: window.durationMs,
      classes: { default: classOfWindow(window) },
    })),
    reported,
  });
}

const withoutRequests =
  'the file holds one number for the whole run: it can be held to absolute limits (slo), and never to another run';

const blockFrame = (index: number) => ({
  scenario: 'mixed' as const,
  index,
  // Counted from 0 in each run: blocks of two imported runs never pass for ones that were measured in turn.
  order: index,
  start: 0,
  validity: { valid: true as const },
});

function blockOf(
  block: SampleBlock,
  index: number,
  clocked: boolean,
  origin: Origin,
  beganAtEpochMs: number,
  { skipMs }: ImportOptions,
): Block {
  const { startMs, durationMs } = block.head;
  return {
    ...blockFrame(index),
    startedAtEpochMs: beganAtEpochMs + skipMs + startMs,
    durationMs: clocked ? durationMs : (origin.durationMs ?? 0),
    classes: block.classBlocks(),
  };
}

/** The years that a date is written with four digits for. */
const [firstEpochMs, lastEpochMs] = [Date.UTC(1970, 0), Date.UTC(10_000, 0) - 1];

function beginning(
  origin: Origin,
  beganAtMs: number,
  name: string,
  { writtenAtEpochMs }: ImportOptions,
): number {
  const isClocked = origin.clock === 'epoch' && !Number.isNaN(beganAtMs);
  const epochMs = isClocked ? beganAtMs : (origin.beganAtEpochMs ?? writtenAtEpochMs);
  if (epochMs >= firstEpochMs && epochMs <= lastEpochMs) return epochMs;
  throw malformed(name, `the run began ${epochMs} ms after 1970, which is no date`);
}

interface Parts extends Pick<Run, 'classes' | 'warnings' | 'blocks'> {
  beganAtEpochMs: number;
  reported?: NonNullable<ImportedOrigin['reported']>;
}

function runOf(
  { tool, title }: ResultFormat,
  { version, definitions, asked }: Origin,
  name: string,
  { suite, environment, blockMs }: ImportOptions,
  { classes, warnings, blocks, beganAtEpochMs, reported }: Parts,
): Run {
  const provenance: Provenance = {
    sluiceVersion: 'imported',
    measuredAt: new Date(beganAtEpochMs).toISOString(),
    target: { kind: 'imported', name },
    profile: 'imported',
    seed: 0,
    planHash: planOf([
      tool,
      ...(asked ? [asked] : []),
      `blocks of ${blockMs / 1000} s`,
      ...Object.values(definitions),
    ]),
    workloadHash: 'imported',
    environment: { ...unknownEnvironment, fingerprint: environment },
  };
  return {
    schema: runSchema,
    suite,
    arm: 'candidate',
    provenance,
    classes,
    coldStarts: [],
    blocks,
    errorExamples: [],
    warnings,
    imported: {
      tool,
      ...(version ? { version: version.slice(0, 100) } : {}),
      format: title,
      definitions,
      ...(reported && reported.length > 0 ? { reported } : {}),
    },
  };
}

/** Readable, since it stands in the message that refuses to compare: another tool, load or definition is another plan. */
function planOf(parts: readonly string[]): string {
  const text = parts.join('; ');
  if (text.length <= 200) return text;
  return `${text.slice(0, 180)} ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
