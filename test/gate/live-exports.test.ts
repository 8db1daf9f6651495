import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import { chooseFreePort } from '../../src/target/port.ts';
import { Workspace } from '../support/command-line.ts';
import { pointsIn, spansIn } from '../support/otlp-json.ts';
import type { MetricsMessage, TracesMessage } from '../support/otlp-json.ts';
import { replay } from '../support/replay-server.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** A workspace whose gate is watched by a scraper and a collector. */
async function watched() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-live-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const collector = await replay([], { 'POST /v1': { status: 200, answer: '{}' } });
  const port = await chooseFreePort();
  const exports = {
    prometheus: { listen: port },
    otlp: { endpoint: collector.url, sampled: '100%' },
  };
  const settings = {
    export: exports,
    slo: { latency: { p95: '20s' } },
    profiles: { pr: { budget: '20s', scenarios: ['mixed'] } },
    pairing: { block: '100ms', 'lead-in': '50ms', 'maximum-pairs': 6 },
  };
  const workspace = new Workspace(folder, program, {
    'sluice.yml': tinySettings({ candidate: { ERROR_RATE: '0.2' }, settings }),
  });
  const bodies = (path: string) =>
    collector.received.filter((each) => each.path === path).map(({ body }) => JSON.parse(body) as never);
  /** What was scraped while it ran, and how it ended. */
  const seenDuring = async (...words: string[]) => {
    const running = workspace.start(words);
    const [seen, ended] = await Promise.all([
      scrapeUntil(running.ended, `http://127.0.0.1:${port}/metrics`),
      running.ended,
    ]);
    expect(seen[0]).toContain('sluice_running{suite="tiny"} 1');
    return { last: seen.at(-1)!, ...ended };
  };
  /** What the scraper and the collector have is what that run holds. */
  const expectTold = (file: string, last: string) => {
    const { blocks } = decodeRun(workspace.read(file), 'candidate');
    const attempted = blocks.reduce((sum, { classes }) => sum + classes.text!.attempted, 0);
    expect(attempted).toBeGreaterThan(0);
    expect(sumOf(last, 'sluice_requests_total{')).toBe(attempted);
    const points = bodies('/v1/metrics').flatMap((message: MetricsMessage) => pointsIn(message));
    expect(points.reduce((sum, { count }) => sum + Number(count), 0)).toBe(attempted);
    const spans = bodies('/v1/traces').flatMap((message: TracesMessage) => spansIn(message));
    expect(spans.length).toBe(attempted);
    const startsMs = spans.map(({ startTimeUnixNano }) => Number(startTimeUnixNano) / 1e6);
    expect(Math.min(...startsMs)).toBeGreaterThanOrEqual(Math.floor(blocks[0]!.startedAtEpochMs));
  };
  return { seenDuring, expectTold };
}

test('a gate is seen while it runs, and what others were told of is what its run files hold', async () => {
  const { seenDuring, expectTold } = await watched();
  const { last, exitCode, stderr } = await seenDuring('run', '--mode', 'slo', '--out', 'out');
  expect([0, 1, 3], stderr).toContain(exitCode);
  expect(last).toMatch(/sluice_verdict\{verdict="\w+",suite="tiny"\} 1/);
  expectTold('out/run-candidate.json', last);
});

test('so is what is only measured, and its end is told without a verdict', async () => {
  const { seenDuring, expectTold } = await watched();
  const { last, exitCode, stderr } = await seenDuring('measure', '--out', 'run.json');
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toMatch(
    /Prometheus: the metrics at \S+ were scraped \d+ times, the last time with the end\./,
  );
  expect(stderr).toMatch(/OpenTelemetry: metrics of \d+ requests and \d+ spans were sent/);
  expect(last).toContain('sluice_running{suite="tiny"} 0');
  expect(last).not.toContain('sluice_verdict{');
  expectTold('run.json', last);
});

/** Every answer of the gate: the last one comes after its verdict, since it waits for that. */
async function scrapeUntil(ended: Promise<unknown>, url: string): Promise<string[]> {
  const texts: string[] = [];
  let runs = true;
  void ended.then(() => (runs = false));
  while (runs) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer) texts.push(await answer.text());
    await sleep(100);
  }
  return texts;
}

const sumOf = (text: string, beginning: string): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(beginning))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
