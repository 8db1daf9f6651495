import type { z } from 'zod';
import type { MetricStatistic, OutputLength } from '../model/baseline.ts';
import { metricIds } from '../model/metric.ts';
import type { Environment } from '../model/run.ts';
import { maximumFileBytes, type BaselineFile, type RecordedRun } from './baseline-file.ts';
import { documentSchema, type ClassDocument, type RunDocument } from './document.ts';
import { findRepeatedKey } from './repeated-key.ts';
import { unreadable } from './unreadable.ts';
import { upgradeDocument } from './upgrade.ts';

/**
 * Reads a baseline file's text.
 * @param name for messages: the path as the user knows it
 * @throws SluiceError `baseline-unreadable`, with what is wrong and where
 */
export function parseBaseline(text: string, name: string): BaselineFile {
  if (Buffer.byteLength(text) > maximumFileBytes) {
    throw unreadable(
      name,
      `is ${Buffer.byteLength(text)} bytes long; a baseline stays below ${maximumFileBytes}`,
    );
  }
  const json = parseJson(text, name);
  const repeated = findRepeatedKey(text);
  if (repeated) {
    const key = JSON.stringify(repeated.key.slice(0, 80));
    throw unreadable(
      name,
      `holds the key ${key} twice in one place, at line ${lineAt(text, repeated.offset)}`,
    );
  }
  const document = upgradeDocument(json, name);
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw unreadable(name, describeIssue(parsed.error, document), { cause: parsed.error });
  const { suite, environment, runs } = parsed.data;
  return {
    suite,
    environment,
    runs: runs.map((run) => fromDocument(run, suite, environment)).sort((a, b) => a.sequence - b.sequence),
  };
}

function parseJson(text: string, name: string): unknown {
  if (text.trim() === '') throw unreadable(name, 'is empty');
  const conflict = /^(<{7}|={7}|>{7}|\|{7})( |$)/m.exec(text);
  if (conflict) {
    throw unreadable(name, `has unresolved merge-conflict markers at line ${lineAt(text, conflict.index)}`, {
      remedy:
        'Take one side of the conflict (`git checkout --theirs -- FILE`); the next run on the default branch is added to it.',
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(name, describeSyntax(text, cause instanceof Error ? cause.message : ''), { cause });
  }
}

function describeSyntax(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  const end = text.trimEnd().length;
  if (/end of JSON input|unterminated/i.test(message) || Number(position ?? 0) >= end) {
    return `is cut off: it ends at line ${lineAt(text, end)} in the middle`;
  }
  const noNumber = /[[,:]\s*(NaN|-?Infinity)\b/.exec(text);
  if (noNumber) return `holds ${noNumber[1]}, which is no JSON, at line ${lineAt(text, noNumber.index)}`;
  return `is not valid JSON${position === undefined ? '' : ` at line ${lineAt(text, Number(position))}`}`;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Names the run as well as the path, since a line of the file is a run. */
function describeIssue(error: z.ZodError, json: unknown): string {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  const index = path[0] === 'runs' && typeof path[1] === 'number' ? path[1] : undefined;
  const where =
    index === undefined
      ? path.join('.')
      : `entry ${index + 1} of runs, ${path.slice(2).join('.') || 'itself'}`;
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    json,
  );
  const shown =
    value === null || typeof value !== 'object' ? ` is ${String(JSON.stringify(value)).slice(0, 80)}` : '';
  return `does not hold what it should: ${where || 'the document'}${shown} (${issue?.message ?? ''})`;
}

function fromDocument(run: RunDocument, suite: string, environment: Environment): RecordedRun {
  const { commit, target, prefixHitRate, release, accepted } = run;
  const outputLengths = run.metrics.flatMap(lengthOf);
  return {
    schema: 'sluice.run-statistics/1',
    sequence: run.run,
    suite,
    ...(prefixHitRate !== undefined && { prefixHitRate }),
    ...(outputLengths.length > 0 && { outputLengths }),
    ...(release !== undefined && { release }),
    ...(accepted !== undefined && { accepted }),
    provenance: {
      sluiceVersion: run.sluiceVersion,
      measuredAt: run.measuredAt,
      ...(commit !== undefined && { commit }),
      target: {
        kind: target.kind,
        name: target.name,
        ...(target.digest !== undefined && { digest: target.digest }),
      },
      profile: run.profile,
      seed: run.seed,
      planHash: run.planHash,
      workloadHash: run.workloadHash,
      environment,
    },
    metrics: run.metrics.flatMap(fromClass),
  };
}

const lengthOf = ({ class: name, outputTokens }: ClassDocument): OutputLength[] =>
  outputTokens === undefined ? [] : [{ class: name, meanTokens: outputTokens }];

function fromClass(document: ClassDocument): MetricStatistic[] {
  return metricIds.flatMap((id) => {
    const row = document[id];
    if (row === undefined) return [];
    const [logMean, value, units, requests] = row;
    return [{ id, class: document.class, logMean, value, units, requests }];
  });
}
