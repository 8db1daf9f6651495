/**
 * `npm run demo`: two gates on the example model server as plain processes. An unchanged build must pass; a build
 * whose long inputs are 30 % slower must fail, and the failure must name the long inputs. Exits 0 when both do.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Demonstration, DemoResult } from './demo-gate.ts';
import { demonstrations, isAsExpected, runGate } from './demo-gate.ts';

const root = join(import.meta.dirname, '..');
const startedAtMs = performance.now();
const usedSeconds = (): number => (performance.now() - startedAtMs) / 1000;

function gate(demonstration: Demonstration): boolean {
  const { name, title, expected } = demonstration;
  const out = join('out', 'demo', name);
  console.log(`\n== ${title}: ${expected} is expected\n`);
  const beganAtSeconds = usedSeconds();
  // The table is in the comment, which is printed below; live progress comes on stderr.
  runGate(demonstration, { usedSeconds: beganAtSeconds, out });
  console.log(`\n${read(join(out, 'comment.md')) ?? '(no comment was written)'}`);
  console.log(`Written to ${out}: result.json, run-base.json, run-candidate.json, comment.md, report.html`);
  const result = JSON.parse(
    read(join(out, 'result.json')) ?? '{ "verdict": "none", "metrics": [] }',
  ) as DemoResult;
  const good = isAsExpected(demonstration, result);
  const seconds = Math.round(usedSeconds() - beganAtSeconds);
  console.log(`${good ? 'as expected' : 'NOT AS EXPECTED'}: ${result.verdict} after ${seconds} s`);
  return good;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    console.error(`${path} is missing: the error above says why.`);
    return undefined;
  }
}

// Both run whatever the first says, so that one noisy minute does not hide the other half.
if (demonstrations.map(gate).includes(false)) {
  console.log(
    '\nWhere it says inconclusive, this machine was too noisy in that minute to tell: the comment says how noisy. Try again.',
  );
  process.exitCode = 1;
}
