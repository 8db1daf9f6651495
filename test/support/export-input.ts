import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportInput } from '../../src/model/export.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { runSchema } from '../../src/model/run.ts';
import type { Arm, Run } from '../../src/model/run.ts';
import { failInput } from './report-inputs.ts';

let simulated: ReportInput | undefined;

/** What exports are made of, from the report of a simulated gate, with small files in a folder of their own. */
export function exportInput(
  report = structuredClone((simulated ??= withRamp(failInput()))),
): ExportInput & { remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-export-'));
  const write = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  return {
    report,
    candidate: runOf('candidate', report),
    ...(report.base ? { base: runOf('base', report) } : {}),
    sluiceVersion: '0.1.0',
    engine: 'built-in',
    origin: {
      commit: '9b41aa07d2c83e55',
      branch: 'faster-tokenizer',
      pullRequest: '12',
      repository: 'example/ticket-routing',
      runUrl: 'https://github.com/example/ticket-routing/actions/runs/1234',
    },
    files: {
      directory,
      result: write('result.json', '{"verdict":"fail"}'),
      report: write('report.html', '<!doctype html><title>Fail</title><p>Fail</p>'),
      comment: write('comment.md', 'Fail'),
      junit: write('junit.xml', '<testsuites/>'),
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** With a knee and a capacity. */
export function withRamp(report: ReportInput): ReportInput {
  const { environment } = report.candidate.provenance;
  const rate = { value: 30, interval: [28, 33] as [number, number] };
  return {
    ...report,
    candidate: {
      ...report.candidate,
      characteristics: {
        ramp: {
          knee: rate,
          kneeReason: '',
          breaking: { ratePerSecond: 40, why: 'errors' },
          bestGoodput: null,
          highestPerSecond: 40,
        },
        capacity: {
          ratePerSecond: rate,
          concurrency: null,
          limits: [{ id: 'latency.p95', limit: 500 }],
          from: 'ramp of 8 steps',
          atLeast: false,
          environment,
          statement: 'handles 30 requests/s at p95 latency under 500 ms on 4 cores of AMD EPYC 7763',
        },
      },
    },
  };
}

/** Nothing but what exports read of a run: provenance and when its blocks began. */
function runOf(arm: Arm, report: ReportInput): Run {
  const summary = arm === 'base' ? report.base! : report.candidate;
  const startedAtEpochMs = Date.parse(summary.provenance.measuredAt);
  return {
    schema: runSchema,
    suite: report.suite,
    arm,
    provenance: summary.provenance,
    classes: summary.classes,
    coldStarts: summary.coldStarts,
    blocks: summary.timeline.map(({ scenario, index }, order) => ({
      scenario: scenario as 'mixed',
      index,
      order,
      start: 0,
      startedAtEpochMs: startedAtEpochMs + order,
      durationMs: 5000,
      validity: { valid: true },
      classes: {},
    })),
    errorExamples: [],
    warnings: [],
  };
}
