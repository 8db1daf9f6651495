import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgingRandom } from '../../src/gate/chance.ts';
import { reportInputOf, subjectOfRun, writeOutputs, type OutputFiles } from '../../src/gate/outputs.ts';
import { decodeRun } from '../../src/interop/index.ts';
import type { Run } from '../../src/model/run.ts';
import { judgeLimits, judgePaired } from '../../src/verdict/index.ts';
import { makeGate } from '../../test/verdict/runs.ts';
import { lookAtHeap, megabytes } from './part-result.ts';

/** What people open should open at once. */
const mostReportBytes = 2 * 1024 * 1024;

/** Judges a run, alone or against a base, and writes and reads again all that a gate leaves. Its sizes in words. */
export async function writeAndRead(candidate: Run, base?: Run): Promise<string> {
  const slo = [{ metric: 'latency.p95' as const, limit: 500 }];
  const verdict = base
    ? judgePaired(base, candidate, { gate: makeGate(), slo, random: judgingRandom(1) })
    : judgeLimits(candidate, slo);
  lookAtHeap();
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-held-')));
  try {
    const measured = { verdict, candidate, ...(base ? { base } : {}), tookMs: 0 };
    const input = reportInputOf(subjectOfRun(candidate, 'sluice run'), measured, { slo });
    lookAtHeap();
    const files = await writeOutputs(directory, input, measured);
    lookAtHeap();
    decodeRun(readFileSync(files.candidateRun, 'utf8'), 'run.json');
    lookAtHeap();
    return sizesOf(files);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function sizesOf({ candidateRun, report, comment, result }: OutputFiles): string {
  const bytes = (file: string) => statSync(file).size;
  if (bytes(report) > mostReportBytes) throw new Error(`The report has ${megabytes(bytes(report))}.`);
  return [
    `run file ${megabytes(bytes(candidateRun))}`,
    `report ${megabytes(bytes(report))}`,
    `comment ${megabytes(bytes(comment))}`,
    `result ${megabytes(bytes(result))}`,
  ].join(', ');
}
