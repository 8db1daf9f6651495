import { assert, expect, test } from 'vitest';
import type { ExportName } from '../../src/interop/index.ts';
import { exportRun, exportSamples, importText, recogniseFormat } from '../../src/interop/index.ts';
import type { Run } from '../../src/model/run.ts';
import { meanOf, mergeDistributions, quantileOf } from '../../src/stats/distribution.ts';
import { judgeSlo } from '../../src/verdict/index.ts';
import { makeRun } from '../verdict/runs.ts';

const statistics = { merge: mergeDistributions, quantile: quantileOf, mean: meanOf };
const write = (format: ExportName, run: Run) => exportRun(format, run, statistics);

const streamed = makeRun('candidate', {
  withTtft: true,
  gaps: 3,
  jitter: 0.1,
  outputTokens: 20,
  failing: () => 1,
});

/** The run with service times, as the engine records them. */
const served: Run = {
  ...streamed,
  blocks: streamed.blocks.map((block) => ({
    ...block,
    classes: Object.fromEntries(
      Object.entries(block.classes).map(([name, part]) => [
        name,
        { ...part, timings: { ...part.timings, service: part.timings.latency! } },
      ]),
    ),
  })),
};

const limits = [
  { metric: 'latency.p50', limit: 1 },
  { metric: 'latency.p95', limit: 1 },
  { metric: 'error-rate', limit: 1 },
] as const;

test.each(['vllm', 'k6'] as const)('%s: what is exported is read back with the same numbers', (format) => {
  const text = write(format, served);
  const options = {
    suite: 's',
    environment: 'e',
    blockMs: 10_000,
    skipMs: 0,
    oneClass: false,
    writtenAtEpochMs: 0,
  };
  const recognised = recogniseFormat(text, 'auto', 'file');
  assert(recognised.reading === 'whole');
  const back = importText(recognised, text, 'file', options);
  expect(back.imported?.tool).toBe(format);
  const values = (run: Run) => judgeSlo(run, limits).map(({ value }) => value);
  values(back).forEach((value, i) => expect(value).toBeCloseTo(values(served)[i]!, 9));
});

test('csv has a row for each measured request, without a time where it failed', () => {
  const [header, ...rows] = write('csv', streamed).trimEnd().split('\n');
  expect(header).toBe('block,started_at,class,completed,latency_ms,ttft_ms,tpot_ms,definitions');
  const kept = streamed.blocks.flatMap(({ requests }) => requests?.latencyMs ?? []);
  expect(rows.length).toBe(kept.length);
  const times = rows.map((row) => row.split(',')[4]);
  expect(times).toEqual(kept.map((latencyMs) => (latencyMs === null ? '' : String(latencyMs))));
  expect(rows[0]).toContain('sluice.latency/1 sluice.ttft/1 sluice.tpot/1');
});

test('samples have a row for each request of both arms, invalid blocks included, or only their count', () => {
  const base = makeRun('base', { blocks: 2, jitter: 0.1, invalid: (block) => (block === 1 ? 'late' : null) });
  const candidate = makeRun('candidate', { blocks: 2, jitter: 0.1, failing: () => 1 });
  candidate.blocks[0]!.requests!.dueMs = candidate.blocks[0]!.requests!.latencyMs.map((_, i) => i);
  const { count, csv } = exportSamples([base, candidate], 1600);
  const [header, ...rows] = csv!.trimEnd().split('\n');
  expect(header).toBe(
    'arm,scenario,valid,block,started_at,class,completed,latency_ms,ttft_ms,tpot_ms,due_ms,definitions',
  );
  expect([count, rows.length]).toEqual([1600, 1600]);
  expect(rows[400]).toMatch(/^base,mixed,false,1,2023-11-14T22:13:\d\d\.\d{3}Z,short,true,[\d.]+,,,,sluice/);
  expect(rows[801]).toMatch(/^candidate,mixed,true,0,2023-.*,short,true,[\d.]+,,,1,sluice/);
  expect(rows.filter((row) => row.includes(',false,,,,'))).toHaveLength(6);
  expect(exportSamples([base, candidate], 1599)).toEqual({ count: 1600 });
  expect(exportSamples([makeRun('base')], 1)).toEqual({ count: 0 });
});

test('samples of a block at no time that a calendar has are written without it', () => {
  const run = makeRun('base', { blocks: 1, jitter: 0.1 });
  run.blocks[0]!.startedAtEpochMs = 1e300;
  expect(exportSamples([run], 1000).csv).toContain('base,mixed,true,0,,short,true,');
});

test('blocks-csv names the definition of each number', () => {
  const rows = write('blocks-csv', streamed)
    .trimEnd()
    .split('\n')
    .map((row) => row.split(','));
  const [, , , className, metric, definition, value] = rows.find((row) => row[4] === 'latency.p95_ms')!;
  expect([metric, definition]).toEqual(['latency.p95_ms', 'sluice.latency/1']);
  const first = streamed.blocks[0]!.classes[className!]!;
  expect(Number(value)).toBe(quantileOf(first.timings.latency!, 0.95));
});

const unary = makeRun('candidate');
const refusals: [string, ExportName, Run, RegExp][] = [
  ['a JTL needs the times of requests', 'jtl', streamed, /time of each request/],
  ['distributions hold no single requests', 'csv', unary, /hold no single requests/],
  ['answers that are not streamed have no TTFT', 'vllm', unary, /no time to the first token/],
  ['latency is no service time', 'k6', unary, /no service time/],
  ['an empty run has no numbers', 'blocks-csv', { ...unary, blocks: [] }, /no valid block/],
];

test.each(refusals)('%s', (_, format, run, fact) => {
  expect(() => write(format, run)).toThrow(
    expect.objectContaining({ code: 'export-refused', fact: expect.stringMatching(fact) }),
  );
});
