/**
 * A real OpenTelemetry Collector takes the spans and metrics of a real gate, and writes into files what it has understood;
 * counts, times and attributes must be those of the run files. `npm run conformance -- otlp`; takes `otelcol-file` from the
 * PATH: a collector with the OTLP receiver and contrib's file exporter (`go.opentelemetry.io/collector/cmd/builder` makes one).
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Run } from '../../../src/model/run.ts';
import { chooseFreePort } from '../../../src/target/port.ts';
import { attributesOf, pointsIn, spansIn } from '../../support/otlp-json.ts';
import type { MetricsMessage, OtlpSpan, TracesMessage } from '../../support/otlp-json.ts';
import { chatSettings, runChatGate, totalsOf } from './chat-gate.ts';
import { Checks } from './checks.ts';

export async function check(folder: string): Promise<boolean> {
  const version = await execa('otelcol-file', ['--version'], { reject: false });
  if (version.failed) throw new Error('There is no otelcol-file here: see the head of otlp.ts.');
  console.log(version.stdout);
  const files = { traces: join(folder, 'traces.jsonl'), metrics: join(folder, 'metrics.jsonl') };
  for (const file of Object.values(files)) rmSync(file, { force: true });
  const address = `127.0.0.1:${await chooseFreePort()}`;
  const pipeline = (kind: string) => ({ receivers: ['otlp'], exporters: [`file/${kind}`] });
  const settings = {
    receivers: { otlp: { protocols: { http: { endpoint: address } } } },
    exporters: { 'file/traces': { path: files.traces }, 'file/metrics': { path: files.metrics } },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: pipeline('traces'), metrics: pipeline('metrics') },
    },
  };
  writeFileSync(join(folder, 'collector.yaml'), JSON.stringify(settings));
  const quiet = { cwd: folder, stdio: 'ignore', reject: false } as const;
  const collector = execa('otelcol-file', ['--config', 'collector.yaml'], quiet);
  const checks = new Checks();
  try {
    const exports = { otlp: { endpoint: `http://${address}`, sampled: '20%' } };
    const { runs, told } = await runChatGate(join(folder, 'gate'), chatSettings(exports));
    console.log(told.split('\n').find((line) => line.includes('OpenTelemetry')));
    // Until the files are flushed.
    await sleep(2000);
    checkSpans(readLines<TracesMessage>(files.traces).flatMap(spansIn), runs, checks);
    checkMetrics(readLines<MetricsMessage>(files.metrics).flatMap(pointsIn), runs, checks);
  } finally {
    collector.kill();
    await collector;
  }
  return checks.isGood;
}

function checkSpans(spans: readonly OtlpSpan[], runs: readonly Run[], checks: Checks): void {
  const totals = totalsOf(runs);
  checks.hold(
    `${spans.length} spans of ${totals.attempted} requests, of which a fifth was asked for`,
    Math.abs(spans.length - totals.attempted / 5) < 5 * Math.sqrt(totals.attempted * 0.2 * 0.8),
  );
  const requests = Map.groupBy(
    spans.map((span) => attributesOf(span)),
    (attributes) => attributes['sluice.request'],
  );
  const paired = [...requests.values()].filter(
    (both) => new Set(both.map((a) => a['sluice.arm'])).size === 2,
  );
  checks.equal('requests that both arms have a span of', paired.length, requests.size);
  const [first] = runs.map(({ blocks }) =>
    Math.min(...blocks.map(({ startedAtEpochMs }) => startedAtEpochMs)),
  );
  const startsMs = spans.map(({ startTimeUnixNano }) => Number(startTimeUnixNano) / 1e6);
  checks.hold('no span before the first block', Math.min(...startsMs) >= Math.floor(first ?? 0));
  checks.hold(
    'every streamed span has its first token between its ends',
    spans.every(({ events = [], startTimeUnixNano, endTimeUnixNano, ...span }) => {
      if (attributesOf(span)['sluice.outcome'] !== 'ok') return true;
      const at = events.find(({ name }) => name === 'sluice.first_token')?.timeUnixNano ?? 0;
      return at > startTimeUnixNano && at <= endTimeUnixNano;
    }),
  );
}

function checkMetrics(points: ReturnType<typeof pointsIn>, runs: readonly Run[], checks: Checks): void {
  const totals = totalsOf(runs);
  const sum = (name: string, field: 'count' | 'sum', where: Record<string, unknown> = {}) =>
    points
      .filter((point) => point.metric === name)
      .filter((point) => Object.entries(where).every(([key, value]) => attributesOf(point)[key] === value))
      .reduce((total, point) => total + Number(point[field]), 0);
  checks.equal('durations', sum('gen_ai.client.operation.duration', 'count'), totals.attempted);
  checks.equal(
    'durations of refused requests',
    sum('gen_ai.client.operation.duration', 'count', { 'error.type': '503' }),
    totals.refused,
  );
  checks.equal('TTFTs', sum('gen_ai.client.operation.time_to_first_chunk', 'count'), totals.completed);
  checks.equal(
    'output tokens',
    sum('gen_ai.client.token.usage', 'sum', { 'gen_ai.token.type': 'output' }),
    totals.outputTokens,
  );
}

function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
