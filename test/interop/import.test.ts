import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formats } from '../../src/interop/formats/index.ts';
import type { ImportOptions, ToolName } from '../../src/interop/index.ts';
import { decodeRun, encodeRun, importLines, importText, recogniseFormat } from '../../src/interop/index.ts';
import { SluiceError } from '../../src/model/error.ts';
import type { TimingId } from '../../src/model/metric.ts';
import type { SloLimit } from '../../src/model/plan.ts';
import type { ClassBlock, Run } from '../../src/model/run.ts';
import { mergeDistributions, quantileOf } from '../../src/stats/distribution.ts';
import { areInterleaved, judgeBaseline, runStatistics } from '../../src/verdict/index.ts';
import { makeGate } from '../verdict/runs.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'interop');
const read = (path: string) => readFileSync(join(fixtures, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));

const whole: ImportOptions = {
  suite: 'imported',
  environment: 'imported',
  blockMs: 3_600_000,
  skipMs: 0,
  oneClass: false,
  writtenAtEpochMs: Date.UTC(2026, 10, 22),
};

async function runOfText(
  text: string,
  options: Partial<ImportOptions> = {},
  asked: ToolName | 'auto' = 'auto',
): Promise<Run> {
  const format = recogniseFormat(text.slice(0, 65536), asked, 'result');
  const told = { ...whole, ...options };
  return format.reading === 'whole'
    ? importText(format, text, 'result', told)
    : importLines(format, text.replace(/\n$/, '').split('\n'), 'result', told);
}

const runOf = (path: string, options?: Partial<ImportOptions>) => runOfText(read(path), options);

const parts = (run: Run): ClassBlock[] => run.blocks.flatMap(({ classes }) => Object.values(classes));
const total = (run: Run, of: (part: ClassBlock) => number | undefined) =>
  parts(run).reduce((sum, part) => sum + (of(part) ?? 0), 0);
const quantile = (run: Run, timing: TimingId, p: number) =>
  quantileOf(mergeDistributions(parts(run).flatMap(({ timings }) => timings[timing] ?? [])), p)!;
const countsOf = (run: Run) => ({
  attempted: total(run, ({ attempted }) => attempted),
  completed: total(run, ({ completed }) => completed),
});
const errorsOf = (run: Run) => {
  const kinds: Record<string, number> = {};
  for (const { errors } of parts(run))
    for (const [kind, count] of Object.entries(errors)) kinds[kind] = (kinds[kind] ?? 0) + count;
  return kinds;
};

/** Our number from the requests against the tool's own: kept to three significant digits. */
function expectSame(found: number, told: number, within = 0.001): void {
  expect(Math.abs(found - told), `${found} is not ${told}`).toBeLessThanOrEqual(within * told + 0.0006);
}

const files = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.parentPath !== fixtures && !entry.name.startsWith('own-'))
  .map(({ parentPath, name }) => join(parentPath, name).slice(fixtures.length + 1));

test.each(files)('%s is recognised as one form of its tool and as no other', (path) => {
  const head = read(path).slice(0, 65536);
  const found = formats.filter((format) => format.recognise(head)).map(({ tool }) => tool);
  expect(found).toEqual([path.split('/')[0]]);
});

interface Told {
  attempted: number;
  completed: number;
  /** By timing and quantile, in milliseconds, as the tool itself told it of the same run. */
  times: [TimingId, number, number][];
  outputTokens?: number;
  inputTokens?: number;
  errors: Record<string, number>;
  /** Where the tool does not interpolate as type 7 does, or rounds. */
  within?: number;
}

/** The tool's own numbers of the very run whose requests are read. */
const told: Record<string, () => Told> = {
  'aiperf/profile_export.jsonl': () => {
    const own = json('aiperf/profile_export_aiperf.json');
    return {
      attempted: own.request_count.avg + own.error_request_count.avg,
      completed: own.request_count.avg,
      times: [
        // Its percentiles of this one hold the failed requests.
        ['latency', 1, own.effective_latency.max],
        ...([50, 95, 99] as const).flatMap((p): [TimingId, number, number][] => [
          ['service', p / 100, own.request_latency[`p${p}`]],
          ['tpot', p / 100, own.inter_token_latency[`p${p}`]],
        ]),
      ],
      outputTokens: own.total_osl.avg,
      inputTokens: own.total_isl.avg,
      errors: { overload: own.error_request_count.avg },
    };
  },
  'guidellm/report.json': () => {
    const own = json('guidellm/report.json').benchmarks[0].metrics;
    const of = (name: string) => own[name].successful;
    return {
      attempted: own.request_totals.successful + own.request_totals.errored,
      completed: own.request_totals.successful,
      times: [
        ['service', 0.5, 1000 * of('request_latency').median],
        ['service', 1, 1000 * of('request_latency').max],
        ['tpot', 0.5, of('inter_token_latency_ms').median],
      ],
      outputTokens: of('output_token_count').total_sum,
      errors: { overload: own.request_totals.errored },
      // Its percentiles are those of a request, without interpolation.
      within: 0.03,
    };
  },
  'k6/points.json': () => {
    const own = json('k6/summary-export.json').metrics;
    const duration = own['http_req_duration{expected_response:true}'];
    return {
      attempted: own.http_reqs.count,
      completed: own.http_req_failed.fails,
      times: [
        ['latency', 0.5, duration.med],
        ['latency', 0.95, duration['p(95)']],
        ['latency', 1, duration.max],
      ],
      errors: { overload: own.http_req_failed.passes },
    };
  },
  'jmeter/results.jtl': () => jmeterOwn('results.jtl'),
  'jmeter/results.xml': () => jmeterOwn('results.xml'),
  'gatling/simulation.log': () => {
    const own = json('gatling/own-stats.json').stats;
    return {
      attempted: own.numberOfRequests.total,
      completed: own.numberOfRequests.ok,
      times: [
        ['latency', 0.5, own.percentiles1.ok],
        ['latency', 0.95, own.percentiles3.ok],
        ['latency', 1, own.maxResponseTime.ok],
      ],
      errors: { overload: own.numberOfRequests.ko },
      // Its percentiles are those of a request, without interpolation.
      within: 0.05,
    };
  },
  'vegeta/results.json': vegetaOwn,
  'vegeta/results.csv': vegetaOwn,
  'vllm/detailed.json': () => ({
    ...benchOwn(json('vllm/detailed.json'), 'e2el_including_client_queue'),
    errors: { overload: 1, timeout: 1 },
  }),
  'vllm/serve-detailed.json': () => {
    const own = json('vllm/serve-detailed.json');
    return {
      attempted: own.num_prompts,
      completed: own.completed,
      // Its latency is not in the details; what they add up to lacks what came after the last token.
      times: [
        ['ttft', 0.5, own.median_ttft_ms],
        ['ttft', 0.95, own.p95_ttft_ms],
        ['itl', 0.5, own.median_itl_ms],
        ['itl', 0.99, own.p99_itl_ms],
      ],
      inputTokens: own.total_input_tokens,
      outputTokens: own.total_output_tokens,
      errors: { overload: own.failed },
    };
  },
  'vllm/detailed-without-times.json': () => ({
    ...benchOwn(json('vllm/detailed-without-times.json'), 'e2el'),
    errors: { overload: 1, timeout: 1 },
  }),
  'sglang/details.jsonl': () => {
    const own = json('sglang/summary.jsonl');
    return {
      attempted: own.completed + 2,
      completed: own.completed,
      // Its latency is not in the details; what they add up to lacks what came after the last token.
      times: [
        ['ttft', 0.5, own.median_ttft_ms],
        ['ttft', 0.95, own.p95_ttft_ms],
        ['ttft', 0.99, own.p99_ttft_ms],
      ],
      // The input tokens of the details are the server's, those of the summary the client's.
      outputTokens: own.total_output_tokens,
      errors: { overload: 2 },
    };
  },
  'llmperf/individual_responses.json': () => {
    const own = json('llmperf/summary.json');
    const seconds = (name: string, p: number) => 1000 * own[`results_${name}_quantiles_p${p}`];
    return {
      attempted: own.results_num_requests_started,
      completed: own.results_num_completed_requests,
      times: [
        ['latency', 0.5, seconds('end_to_end_latency_s', 50)],
        ['latency', 0.95, seconds('end_to_end_latency_s', 95)],
        ['ttft', 0.99, seconds('ttft_s', 99)],
      ],
      errors: { overload: 1, 'bad-response': 1 },
    };
  },
};

function jmeterOwn(file: string): Told {
  const { requests, errors, maxMs } = json('jmeter/own-summary.json')[file];
  return {
    attempted: requests,
    completed: requests - errors.connect - errors.overload,
    times: [['latency', 1, Math.max(...(Object.values(maxMs) as number[]))]],
    errors,
  };
}

function vegetaOwn(): Told {
  const own = json('vegeta/own-report.json');
  const succeeded = own.status_codes['200'];
  return {
    attempted: own.requests,
    completed: succeeded,
    times: [
      ['latency', 0.5, own.latencies['50th'] / 1e6],
      ['latency', 0.95, own.latencies['95th'] / 1e6],
    ],
    errors: { overload: own.requests - succeeded },
    // Its percentiles are estimates (t-digest), and hold the failed requests.
    within: 0.05,
  };
}

function benchOwn(own: Record<string, number>, latency: string): Omit<Told, 'errors'> {
  return {
    attempted: own['num_prompts']!,
    completed: own['completed']!,
    times: [
      ['latency', 0.5, own[`median_${latency}_ms`]!],
      ['latency', 0.95, own[`p95_${latency}_ms`]!],
      ['tpot', 0.5, own['median_tpot_ms']!],
      ['tpot', 0.99, own['p99_tpot_ms']!],
      ['itl', 0.5, own['median_itl_ms']!],
      ['itl', 0.99, own['p99_itl_ms']!],
    ],
    inputTokens: own['total_input_tokens']!,
    outputTokens: own['total_output_tokens']!,
  };
}

test.each(Object.keys(told))('the requests of %s add up to what the tool itself reported', async (path) => {
  const run = await runOf(path);
  const own = told[path]!();
  expect(countsOf(run)).toEqual({ attempted: own.attempted, completed: own.completed });
  expect(errorsOf(run)).toEqual(own.errors);
  for (const [timing, p, value] of own.times) expectSame(quantile(run, timing, p), value, own.within);
  if (own.inputTokens !== undefined)
    expect(total(run, ({ inputTokens }) => inputTokens)).toBe(own.inputTokens);
  if (own.outputTokens !== undefined)
    expect(total(run, ({ outputTokens }) => outputTokens)).toBe(own.outputTokens);
  // A run file keeps the origin of the run.
  expect(decodeRun(encodeRun(run), 'run.json')).toEqual(run);
});

/** What the tool reports of a whole run, under its own names. */
const summaries: [string, (path: string) => { attempted: number; completed: number; reported: object }][] = [
  [
    'vllm/summary.json',
    (path) => {
      const own = json(path);
      return {
        attempted: own.num_prompts,
        completed: own.completed,
        reported: {
          'latency.p50': own.median_e2el_ms,
          'ttft.p95': own.p95_ttft_ms,
          'itl.p99': own.p99_itl_ms,
        },
      };
    },
  ],
  [
    'sglang/summary.jsonl',
    (path) => {
      const own = json(path);
      return {
        attempted: own.completed,
        completed: own.completed,
        reported: { 'latency.p99': own.p99_e2e_latency_ms, 'tpot.p50': own.median_tpot_ms },
      };
    },
  ],
  [
    'llmperf/summary.json',
    (path) => {
      const own = json(path);
      return {
        attempted: own.results_num_requests_started,
        completed: own.results_num_completed_requests,
        reported: { 'ttft.p50': 1000 * own.results_ttft_s_quantiles_p50 },
      };
    },
  ],
  ['aiperf/profile_export_aiperf.json', aiperfOwn],
  ['aiperf/profile_export_aiperf.csv', aiperfOwn],
  [
    'k6/summary-export.json',
    (path) => {
      const own = json(path).metrics;
      return {
        attempted: own.http_reqs.count,
        completed: own.http_req_failed.fails,
        reported: { 'latency.p95': own['http_req_duration{expected_response:true}']['p(95)'] },
      };
    },
  ],
  [
    'k6/handle-summary.json',
    (path) => {
      const own = json(path).metrics;
      return {
        attempted: own.http_reqs.values.count,
        completed: own.http_req_failed.values.fails,
        reported: { 'latency.p50': own['http_req_duration{expected_response:true}'].values.med },
      };
    },
  ],
  [
    'locust/load_stats.csv',
    (path) => {
      const [, , count, failures, median] = read(path).split('\n').at(-2)!.split(',');
      return {
        attempted: Number(count),
        completed: Number(count) - Number(failures),
        reported: { 'latency.p50': Number(median) },
      };
    },
  ],
  [
    'oha/report.json',
    (path) => {
      const own = json(path);
      return {
        attempted: own.statusCodeDistribution[200] + own.statusCodeDistribution[503],
        completed: own.statusCodeDistribution[200],
        reported: { 'latency.p99': 1000 * own.latencyPercentiles.p99 },
      };
    },
  ],
  [
    // With -R its latencies are made up: more of them than requests.
    'autocannon/report-with-rate.json',
    (path) => ({ attempted: json(path).requests.total, completed: json(path)['2xx'], reported: {} }),
  ],
  [
    'autocannon/report.json',
    (path) => {
      const own = json(path);
      return {
        attempted: own.requests.total,
        completed: own['2xx'],
        reported: { 'latency.p50': own.latency.p50, 'latency.p99': own.latency.p99 },
      };
    },
  ],
];

function aiperfOwn() {
  const own = json('aiperf/profile_export_aiperf.json');
  return {
    attempted: own.request_count.avg + own.error_request_count.avg,
    completed: own.request_count.avg,
    reported: { 'latency.p95': own.effective_latency.p95 },
  };
}

test.each(summaries)('%s becomes a run whose numbers are those of the tool', async (path, ownOf) => {
  const run = await runOf(path);
  const own = ownOf(path);
  expect(countsOf(run)).toEqual({ attempted: own.attempted, completed: own.completed });
  const reported = Object.fromEntries((run.imported?.reported ?? []).map(({ id, value }) => [id, value]));
  if (Object.keys(own.reported).length === 0) expect(reported).toEqual({});
  for (const [id, value] of Object.entries(own.reported)) expectSame(reported[id]!, value as number, 0.005);
  expect(run.blocks.length).toBe(1);
  expect(Object.values(run.imported!.definitions).length).toBeGreaterThan(0);
});

describe('judging', () => {
  const slower = (factor: number) =>
    read('vegeta/results.json').replace(
      /"latency":(\d+)/g,
      (_, ns) => `"latency":${Math.round(factor * ns)}`,
    );
  const blocks = { blockMs: 500 };
  const judge = (history: Run[], candidate: Run, slo: SloLimit[] = []) =>
    judgeBaseline(history.map(runStatistics), candidate, { gate: makeGate(), slo });

  test('requests are cut into blocks of time, and a last block that is not whole is left out', async () => {
    const run = await runOf('vegeta/results.json', blocks);
    const starts = read('vegeta/results.json')
      .trim()
      .split('\n')
      .map((line) => Date.parse(JSON.parse(line).timestamp));
    const began = Math.min(...starts);
    const perBlock = (index: number) =>
      starts.filter((start) => Math.floor((start - began) / 500) === index).length;
    expect(run.blocks.length).toBeGreaterThanOrEqual(6);
    run.blocks.forEach(({ classes, startedAtEpochMs, durationMs, order }, index) => {
      expect(classes['default']?.attempted).toBe(perBlock(index));
      expect([startedAtEpochMs, durationMs, order]).toEqual([began + 500 * index, 500, index]);
    });
    const skipped = await runOf('vegeta/results.json', { ...blocks, skipMs: 1000 });
    expect(skipped.blocks.length).toBe(run.blocks.length - 2);
    expect(skipped.warnings.join()).toContain('requests of the first 1 s that were left out');
  });

  test('an imported run is judged against earlier ones, and never in pairs', async () => {
    const history = await Promise.all(
      [1, 1.01, 0.99, 1.02].map((factor) => runOfText(slower(factor), blocks)),
    );
    expect(judge(history, await runOfText(slower(1), blocks))).toMatchObject({
      verdict: 'pass',
      mode: 'baseline',
    });
    expect(judge(history, await runOfText(slower(4), blocks))).toMatchObject({ verdict: 'fail' });
    expect(areInterleaved(history[0]!, history[1]!)).toBe(false);
  });

  test('runs of two tools, or of other blocks, are not compared', async () => {
    const base = await runOfText(slower(1), blocks);
    const other = await runOf('vegeta/results.csv', { blockMs: 250 });
    const verdict = judge([base], other);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.reasons.map(({ code }) => code)).toContain('different-plan');
  });

  test.each([
    ...summaries.map(([path]) => path),
    'llmperf/individual_responses.json',
    'sglang/details.jsonl',
  ])('%s alone passes nothing, not even against itself', async (path) => {
    const run = await runOf(path);
    const limits: SloLimit[] = [{ metric: 'latency.p99', limit: 60_000 }];
    const { verdict, reasons, slo } = judge([run, run, run], run, limits);
    expect([verdict, reasons[0]?.code]).toEqual(['invalid', 'too-few-blocks']);
    const known =
      run.imported!.reported?.some(({ id }) => id === 'latency.p99') ?? !path.startsWith('autocannon');
    expect(slo[0]?.met).toBe(known);
  });

  test('the history of Locust has counts for blocks, which can fail and never pass', async () => {
    const run = await runOf('locust/load_stats_history.csv', { blockMs: 1000 });
    const own = read('locust/load_stats_history.csv').trim().split('\n').at(-1)!.split(',');
    const first = read('locust/load_stats_history.csv').split('\n')[1]!.split(',');
    const grown = (column: number) => Number(own.at(column)) - Number(first.at(column));
    expect(countsOf(run)).toEqual({ attempted: grown(-7), completed: grown(-7) - grown(-6) });
    expect(run.blocks.every(({ classes }) => Object.keys(classes['default']!.timings).length === 0)).toBe(
      true,
    );
    const long = { ...run, blocks: [...run.blocks, ...run.blocks, ...run.blocks] };
    expect(judge([long, long, long, long], long).verdict).not.toBe('pass');
  });
});

const binaryLog = `\0\0\0\0\x063.13.1${'\0'.repeat(20)}`;

describe('bad input', () => {
  /** A fault made in a good file, and what is said of it. */
  const faults: [string, string, (text: string) => string, string, RegExp][] = [
    ['vllm is cut', 'vllm/detailed.json', cut, 'import-malformed', /^result:1: the file is not JSON/],
    [
      'vllm contradicts itself',
      'vllm/detailed.json',
      (text) => text.replace('"completed": 22', '"completed": 24'),
      'import-malformed',
      /says that 24 requests completed, but holds 22/,
    ],
    [
      'lists of vllm differ in length',
      'vllm/detailed.json',
      (text) => text.replace('"ttfts": [', '"ttfts": [0.1, '),
      'import-malformed',
      /has 25 requests, and others have 24|has 24 requests, and others have 25/,
    ],
    [
      'a time of vllm is no number',
      'vllm/detailed.json',
      (text) => text.replace('"ttfts": [', '"ttfts": ["x", '),
      'import-malformed',
      /ttfts\.0: /,
    ],
    ['vllm holds two runs', 'vllm/summary.json', (text) => text + text, 'import-refused', /holds 2 runs/],
    ['sglang is cut', 'sglang/details.jsonl', cut, 'import-malformed', /the file is not JSON/],
    [
      'sglang holds two runs',
      'sglang/details.jsonl',
      (text) => text + text,
      'import-refused',
      /holds 2 runs/,
    ],
    ['guidellm is cut', 'guidellm/report.json', cut, 'import-malformed', /the file is not JSON/],
    [
      'guidellm keeps a sample',
      'guidellm/report.json',
      (text) => text.replace(/"request_totals":\{"successful":\d+/, '"request_totals":{"successful":900'),
      'import-malformed',
      /900 requests were successful, but lists/,
    ],
    [
      'guidellm holds two benchmarks',
      'guidellm/report.json',
      (text) => {
        const report = JSON.parse(text);
        return JSON.stringify({ ...report, benchmarks: [...report.benchmarks, ...report.benchmarks] });
      },
      'import-refused',
      /holds 2 benchmarks/,
    ],
    [
      'aiperf is cut',
      'aiperf/profile_export.jsonl',
      cut,
      'import-malformed',
      /^result:\d+: the line is not JSON/,
    ],
    [
      'a line of aiperf has no start',
      'aiperf/profile_export.jsonl',
      (text) => line(3, text, (record) => record.replace('"request_start_ns"', '"started"')),
      'import-malformed',
      /^result:3: metadata\.request_start_ns/,
    ],
    [
      'the summary of aiperf is cut',
      'aiperf/profile_export_aiperf.json',
      cut,
      'import-malformed',
      /^result:\d+: /,
    ],
    [
      'the table of aiperf is cut',
      'aiperf/profile_export_aiperf.csv',
      (text) => text.slice(0, text.indexOf('Request Count')),
      'import-malformed',
      /has no row "Request Count"; was it cut/,
    ],
    ['llmperf is cut', 'llmperf/individual_responses.json', cut, 'import-malformed', /the file is not JSON/],
    [
      'llmperf has no latency',
      'llmperf/individual_responses.json',
      (text) => text.replace('"end_to_end_latency_s": ', '"end_to_end_latency_s": null, "x": '),
      'import-malformed',
      /0\.end_to_end_latency_s/,
    ],
    [
      'the summary of llmperf is cut',
      'llmperf/summary.json',
      cut,
      'import-malformed',
      /the file is not JSON/,
    ],
    ['k6 is cut', 'k6/points.json', cut, 'import-malformed', /^result:\d+: /],
    [
      'a point of k6 has no time',
      'k6/points.json',
      (text) =>
        text.replace(
          /("metric":"http_req_duration","type":"Point","data":\{)"time":"[^"]*"/,
          '$1"time":"then"',
        ),
      'import-malformed',
      /^result:\d+: a point of http_req_duration/,
    ],
    [
      'k6 sent no request',
      'k6/points.json',
      (text) => text.replaceAll('http_req_duration', 'iteration_duration'),
      'import-refused',
      /no http_req_duration/,
    ],
    ['the summary of k6 is cut', 'k6/summary-export.json', cut, 'import-malformed', /the file is not JSON/],
    ['locust is cut', 'locust/load_stats.csv', cut, 'import-malformed', /was (it|the file) cut/],
    [
      'the history of locust is cut',
      'locust/load_stats_history.csv',
      cut,
      'import-malformed',
      /^result:\d+: /,
    ],
    [
      'the time stamps of jmeter are dates',
      'jmeter/results.jtl',
      (text) => line(4, text, (record) => record.replace(/^\d+/, '2026/11/22 11:05:00')),
      'import-malformed',
      /^result:4: timeStamp is no count.*timestamp_format=ms/,
    ],
    ['jmeter is cut', 'jmeter/results.jtl', cut, 'import-malformed', /^result:\d+: the line has \d+ fields/],
    ['jmeter as XML is cut', 'jmeter/results.xml', cut, 'import-malformed', /ends before <\/testResults>/],
    [
      'a sample of jmeter has no time',
      'jmeter/results.xml',
      (text) => text.replace(/ ts="\d+"/, ''),
      'import-malformed',
      /^result:\d+: a sample has no elapsed time/,
    ],
    [
      'gatling is cut',
      'gatling/simulation.log',
      cutInRequest,
      'import-malformed',
      /^result:\d+: a REQUEST needs/,
    ],
    ['gatling is binary', 'gatling/simulation.log', () => binaryLog, 'import-refused', /binary/],
    ['vegeta is cut', 'vegeta/results.json', cut, 'import-malformed', /^result:\d+: the line is not JSON/],
    [
      'a result of vegeta has no code',
      'vegeta/results.json',
      (text) => line(2, text, (record) => record.replace('"code":', '"status":')),
      'import-malformed',
      /^result:2: code/,
    ],
    ['vegeta as CSV is cut', 'vegeta/results.csv', cut, 'import-malformed', /^result:\d+: /],
    ['oha is cut', 'oha/requests.csv', cut, 'import-malformed', /^result:\d+: /],
    ['the report of oha is cut', 'oha/report.json', cut, 'import-malformed', /the file is not JSON/],
    ['autocannon is cut', 'autocannon/report.json', cut, 'import-malformed', /the file is not JSON/],
    ['hey is cut', 'hey/requests.csv', cut, 'import-malformed', /^result:\d+: /],
    [
      'a text is given',
      'hey/requests.csv',
      () => 'Running 10s test @ http://127.0.0.1',
      'import-unknown-format',
      /any tool/,
    ],
    ['nothing is given', 'hey/requests.csv', () => '', 'import-unknown-format', /any tool/],
    [
      'a table has no rows',
      'hey/requests.csv',
      (text) => text.split('\n')[0]!,
      'import-refused',
      /no request/,
    ],
  ];

  test.each(faults)('%s', async (_, path, spoil, code, message) => {
    const thrown = await runOfText(spoil(read(path))).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SluiceError);
    const { code: found, message: said, remedy } = thrown as SluiceError;
    expect(said).toMatch(message);
    expect(found).toBe(code);
    expect(remedy).not.toBe('');
  });

  test('a tool that did not write the file is refused, with the one that did', async () => {
    await expect(runOfText(read('hey/requests.csv'), {}, 'k6')).rejects.toMatchObject({
      code: 'import-unknown-format',
      fact: expect.stringContaining('it looks like hey, -o csv'),
    });
  });

  test('addresses with numbers in them are no classes, unless they are counted as one', async () => {
    const named = read('vegeta/results.json').replace(
      /"attack":"[^"]*","seq":(\d+)/g,
      '"attack":"/item/$1","seq":$1',
    );
    await expect(runOfText(named)).rejects.toMatchObject({ code: 'import-refused' });
    expect((await runOfText(named, { oneClass: true })).classes).toEqual([{ name: 'default', share: 1 }]);
  });
});

/** As a file ends whose writer was killed: in the middle of its last line, or far before the end of a document. */
function cut(text: string): string {
  const whole = text.trimEnd();
  const last = whole.slice(whole.lastIndexOf('\n') + 1);
  return last.length < 20 ? whole.slice(0, 0.6 * whole.length) : whole.slice(0, -last.length / 2);
}

function cutInRequest(text: string): string {
  const end = text.lastIndexOf('REQUEST');
  return text.slice(0, end + 20);
}

function line(number: number, text: string, change: (line: string) => string): string {
  return text
    .split('\n')
    .map((content, i) => (i === number - 1 ? change(content) : content))
    .join('\n');
}

test('the requests of one answered tool are those with a status, the rest is told', async () => {
  for (const [path, rows] of [
    ['oha/requests.csv', 100],
    ['hey/requests.csv', 100],
  ] as const) {
    const run = await runOf(path);
    expect(countsOf(run)).toEqual({ attempted: rows, completed: rows - (errorsOf(run)['overload'] ?? 0) });
    expect(run.warnings.join()).toContain('the error rate is that of the answers alone');
  }
});

test('numbers that JSON has not are missing, as Python writes them', async () => {
  const unlimited = read('sglang/details.jsonl').replace('"request_rate": 20.0', '"request_rate": Infinity');
  expect((await runOfText(unlimited)).provenance.planHash).toContain('rate inf');
});

test('each name of a request is a class', async () => {
  const names = async (path: string) => (await runOf(path)).classes.map(({ name }) => name);
  expect(await names('jmeter/results.jtl')).toEqual(['short', 'long, with a comma', 'refused']);
  expect(await names('jmeter/results.xml')).toEqual(['short', 'long, with a comma', 'refused']);
  expect(await names('gatling/simulation.log')).toEqual(expect.arrayContaining(['api / short', 'long']));
  expect(await names('k6/points.json')).toEqual(['answer']);
});
