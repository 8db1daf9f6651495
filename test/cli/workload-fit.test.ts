import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { seededRandom } from '../../src/gate/chance.ts';
import { gammaArrivals } from '../../src/scenario/gamma-arrivals.ts';
import { Workspace } from '../support/command-line.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

function workspaceOf(files: Record<string, string>): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-fit-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return new Workspace(folder, program, files);
}

/** Half an hour of two kinds of requests, in clusters; one of them failed. */
const startMs = Date.UTC(2026, 4, 4, 9, 30);
const arrivals = [...gammaArrivals(0.5, 3_600, 1_800_000, seededRandom(5))];
const requests = arrivals.map((atMs, i) => ({
  at: new Date(startMs + atMs).toISOString(),
  input: i % 4 === 0 ? 3_000 + i : 80 + (i % 40),
  output: i === 9 ? 0 : i % 4 === 0 ? 40 : 200 + (i % 100),
}));

const azure = `TIMESTAMP,ContextTokens,GeneratedTokens\n${requests
  .map(({ at, input, output }) => `${at},${input},${output}\n`)
  .join('')}`;

const spans = requests
  .map(({ at, input, output }) => {
    const attributes = [
      { key: 'gen_ai.usage.input_tokens', value: { intValue: String(input) } },
      { key: 'gen_ai.usage.output_tokens', value: { intValue: String(output) } },
    ];
    const span = { startTimeUnixNano: `${Date.parse(at)}000000`, attributes };
    return JSON.stringify({
      resourceSpans: [{ scopeSpans: [{ spans: [span, { startTimeUnixNano: '1', attributes: [] }] }] }],
    });
  })
  .join('\n');

/** Without comments, which name the file and its columns. */
const settingsOf = (yaml: string) => yaml.replace(/ *#.*/g, '').trim();

test('a log becomes settings that load, the same from a CSV trace and from OpenTelemetry spans', async () => {
  const workspace = workspaceOf({ 'trace.csv': azure, 'spans.jsonl': spans });
  const { exitCode, stdout, stderr } = await workspace.run([
    'workload',
    'fit',
    'trace.csv',
    '--classes',
    '2',
  ]);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain('# 3,599 requests, 2026-05-04 09:30 UTC to 2026-05-04 09:59 UTC.');
  expect(stdout).toContain('# Left out: failed requests, with 0 tokens: 1.');
  expect(stdout).toContain('Kolmogorov-Smirnov distance');

  workspace.write('sluice.yml', `version: 1\nsuite: a\ntarget: { url: 'http://127.0.0.1:1' }\n${stdout}`);
  const { workload, load } = loadPlan({ workspace: workspace.folder });
  expect(workload.classes.map(({ weight }) => weight)).toEqual([75, 25]);
  expect(workload.classes[0]?.source).toMatchObject({
    kind: 'synthetic',
    inputTokens: { shape: { kind: 'percentiles', p50: 101 } },
  });
  expect(load.expectedRatePerSecond).toBeGreaterThan(2);
  const { burstiness } = load.arrivals as { burstiness: number };
  expect(burstiness).toBeGreaterThan(0.4);
  expect(burstiness).toBeLessThan(0.6);

  const fromSpans = await workspace.run(['workload', 'fit', 'spans.jsonl', '--classes', '2']);
  expect(settingsOf(fromSpans.stdout)).toBe(settingsOf(stdout));
  expect(fromSpans.stdout).toContain('spans without token counts: 3,600');
});

test('with --out the settings are in a file, and the summary is printed', async () => {
  const workspace = workspaceOf({ 'trace.csv': azure });
  const { stdout } = await workspace.run(['workload', 'fit', 'trace.csv', '--out', 'fitted.yml']);
  expect(stdout).toMatch(/^class +requests +share +input p50/m);
  expect(stdout).toContain(`Written: ${workspace.path('fitted.yml')}`);
  expect(workspace.read('fitted.yml')).toContain('\nworkload:\n  classes:\n');
});

test('a log with a broken line is told with it, exits 2, and gives no settings', async () => {
  const workspace = workspaceOf({ 'a.csv': `${azure}1,2,3,4\n` });
  const { exitCode, stdout, stderr } = await workspace.run([
    'workload',
    'fit',
    'a.csv',
    '--out',
    'fitted.yml',
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('error dataset-malformed: a.csv:3602');
  expect(stdout).toBe('');
  expect(workspace.has('fitted.yml')).toBe(false);
});
