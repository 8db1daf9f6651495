/**
 * `npm run demo`: two gates on the example model server as plain processes. An unchanged build must pass; a build
 * whose long inputs are 30 % slower must fail, and the failure must name the long inputs. Exits 0 when both do.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { demoConfig, slowerSettings } from './demo-gate.ts';

const root = join(import.meta.dirname, '..');

interface Demonstration {
  name: string;
  title: string;
  settings: string[];
  expected: 'pass' | 'fail';
}

const demonstrations: Demonstration[] = [
  { name: 'unchanged', title: 'An unchanged build', settings: [], expected: 'pass' },
  {
    name: 'slower',
    title: 'A build whose long inputs are 30 % slower',
    settings: slowerSettings,
    expected: 'fail',
  },
];

interface Result {
  verdict: string;
  sentence: string;
  metrics: { id: string; class: string; result: string }[];
}

function gate({ name, title, settings, expected }: Demonstration): boolean {
  const out = join('out', 'demo', name);
  rmSync(join(root, out), { recursive: true, force: true });
  console.log(`\n== ${title}: ${expected} is expected\n`);
  const startedAtMs = performance.now();
  spawnSync(
    process.execPath,
    [
      join(root, 'dist', 'cli', 'index.js'),
      'run',
      ...['--config', demoConfig],
      ...(settings.length > 0 ? ['--set', ...settings] : []),
      ...['--out', out],
    ],
    // The table is in the comment, which is printed below; live progress comes on stderr.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  console.log(`\n${read(join(out, 'comment.md')) ?? '(no comment was written)'}`);
  console.log(`Written to ${out}: result.json, run-base.json, run-candidate.json, comment.md, report.html`);
  const result = JSON.parse(
    read(join(out, 'result.json')) ?? '{ "verdict": "none", "metrics": [] }',
  ) as Result;
  const namesLong = result.metrics.some((metric) => metric.class === 'long' && metric.result === 'regressed');
  const good = result.verdict === expected && (expected !== 'fail' || namesLong);
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  console.log(`${good ? 'as expected' : 'NOT AS EXPECTED'}: ${result.verdict} after ${seconds} s`);
  return good;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    console.error(`${relative(root, join(root, path))} is missing: the error above says why.`);
    return undefined;
  }
}

// Both run whatever the first says, so that one noisy minute does not hide the other half.
if (demonstrations.map(gate).includes(false)) process.exitCode = 1;
