import { describe, expect, test } from 'vitest';
import type { RampTraits } from '../../src/model/characteristics.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { renderComment, renderSummary, renderTerminal } from '../../src/report/index.ts';
import { thinned } from '../../src/report/charts/telemetry-points.ts';
import { renderHtml } from '../../src/report/html.ts';
import {
  formatBytes,
  formatEstimate,
  formatMoney,
  formatRange,
  formatTelemetry,
} from '../../src/report/telemetry-format.ts';
import { formatMs, formatRate } from '../../src/report/format.ts';
import { passInput } from '../support/report-inputs.ts';
import { scenariosInput } from '../support/scenario-inputs.ts';

const aboveFold = (comment: string): string => comment.split('<details>')[0] ?? '';
const plain = (text: string): string => text.replaceAll('\u00A0', ' ');
const terminal = (input: ReportInput): string =>
  renderTerminal(input, { colour: false, columns: 160 }).replaceAll('\n  ', ' ');

const svg = (page: string, id: string): string =>
  new RegExp(`<svg id="${id}"[\\s\\S]*?</svg>`).exec(page)?.[0] ?? '';

describe('above the fold', () => {
  const cause =
    'Bottleneck seen in the candidate: the KV cache has no room for more requests under the mixed load (99 % of the KV cache in use at most).';
  const capacity =
    'Capacity: handles 22 requests/s (95 % interval 20.9 to 23.2) at p99 latency under 500 ms on 4 cores of AMD EPYC 7763 64-Core Processor.';
  const changed =
    'What changed: answers are 22 % longer (128 tokens against 105); of 100 requests 4.1 against 0 are preempted; latency bends at 21 requests/s against 27; and 1 more.';

  test('cause, changes and capacity take a line each, in comment and terminal', () => {
    for (const line of [cause, changed, capacity]) {
      expect(aboveFold(renderComment(scenariosInput()))).toContain(`\n- ${line}\n`);
      expect(terminal(scenariosInput())).toContain(`- ${line}`);
    }
  });

  test('a comment of all scenarios fits on a screen', () => {
    expect(aboveFold(renderComment(scenariosInput())).split('\n').length).toBeLessThan(50);
    expect(renderComment(scenariosInput()).length).toBeLessThan(65_000);
  });

  test('no cause is told of a pass, whose comment stays one line', () => {
    const { candidate } = scenariosInput();
    const input: ReportInput = { ...passInput(), candidate: { ...candidate, warnings: [] } };
    expect(aboveFold(renderComment(input)).trim().split('\n')).toHaveLength(2);
    expect(renderComment(input)).toContain('#### Scenarios');
    expect(renderHtml(input)).not.toContain('Bottleneck seen in the candidate');
  });
});

describe('the sections', () => {
  const summary = plain(renderSummary(scenariosInput()));

  test.each([
    'candidate: knee at 21.0 req/s (95 % interval 19.4 to 22.8 req/s), where p95 latency passes 2 times its level at light load (166 ms); breaking point at 29.0 req/s: goodput collapses; best goodput 22.0 req/s (95 % interval 20.9 to 23.2 req/s), asked for 23.0 req/s.',
    'Cost at this capacity: 0.0316 USD per 1,000 requests, 0.247 USD per million tokens, 3 instances for the expected peak, 5475 USD a month, 1825 USD more than with the base.',
    'candidate: requests of short wait behind those of long: p95 171 ms under the mixed load, 19.0 ms alone.',
    'candidate: at the spike to 40.0 req/s the server exited with code 137 (out of memory).',
    'soak: 20.0 req/s for 10 min 0 s, 0.02 % errors, no restart; ended early: the rise of memory is established.',
    'candidate, requests of long: at 24 at a time the server preempts requests, because the KV cache is full; throughput rises no more from 16 at a time on.',
    'max-num-seqs 64: best at 16 at a time, 22.0 req/s at p95 360 ms.',
    'chunked-prefill: not started, the server exited with code 2: unknown argument.',
    'candidate 3 starts, ready after 846 ms to 902 ms, of which loading the model took 530 ms, first answer in 340 ms, later ones in 31.2 ms, image of 3.17 GiB',
    '- a shorter <code>--max-model-len</code>; a lower <code>--max-num-seqs</code> against preemptions',
    '- It handles 22 requests/s against 28.',
  ])('tell: %s', (fact) => {
    expect(summary).toContain(fact);
  });

  test.each([
    /\| candidate \| 40\.0 req\/s \(300 %\) \| +31\.0 ms \/ 168 ms \/ 0 % \| +420 ms \/ 2900 ms \/ 12 % \| +not within 20 s \| +– \|/,
    /\| memory of the target \| +\S?1\.01 MiB\/min \| +\S?957 KiB\/min to \S?1\.08 MiB\/min \| 0\.00002 \| ✗ rises/,
    /\| ✗ +\| `gone` +\| hangs +\| +31\.0 ms \/ 166 ms \/ 0 % \| +– \/ – \/ 100 % \| +33\.0 ms \/ 180 ms \/ 1 % \|/,
    /\| `max-num-seqs 64` \| +32 \| .* \| invalid \|/,
    /\| preemptions +\| candidate \| +– \| +– \| +0\.400\/s \| +2\/s \|/,
  ])('show the row %s', (row) => {
    expect(summary.replaceAll('\u2060', '')).toMatch(row);
  });

  test('are absent where nothing was run', () => {
    const titles = /#### (Diagnosis|Scenarios|Telemetry)/;
    expect(summary).toMatch(titles);
    expect(renderSummary(passInput())).not.toMatch(titles);
  });
});

describe('the page', () => {
  const page = renderHtml(scenariosInput());

  test('marks knee and breaking point of each arm, and draws goodput', () => {
    const chart = svg(page, 'ramp-latency');
    expect(chart.match(/>knee</g)).toHaveLength(2);
    expect(chart.match(/>breaks</g)).toHaveLength(2);
    expect(svg(page, 'ramp-rate')).toMatch(/>good</);
    expect(svg(renderHtml(passInput()), 'ramp-latency')).not.toMatch(/knee|breaks/);
  });

  test('has nothing to mark where nothing bends, and says why', () => {
    const input = scenariosInput();
    const flat: RampTraits = {
      knee: null,
      kneeReason: 'latency does not rise up to 40 requests/s',
      breaking: null,
      bestGoodput: null,
      highestPerSecond: 40,
    };
    input.candidate.characteristics!.ramp = flat;
    const text = renderHtml(input);
    expect(svg(text, 'ramp-latency').match(/>knee</g)).toHaveLength(1);
    expect(text).toContain(
      'candidate: no knee: latency does not rise up to 40 requests/s; nothing broke up to 40.0',
    );
  });

  test('draws a refined ramp in the order of the rates', () => {
    const input = scenariosInput();
    const sorted = {
      ...input,
      candidate: {
        ...input.candidate,
        ramp: input.candidate.ramp.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond),
      },
    };
    expect(svg(renderHtml(sorted), 'ramp-latency')).toBe(svg(page, 'ramp-latency'));
  });

  test('puts telemetry below the blocks on the same clock', () => {
    const chart = svg(page, 'timeline-broad');
    for (const title of [
      'waiting (thick) and running, requests',
      'KV cache in use, %',
      'CPU of the target, cores',
      'memory of the target, GiB',
      'GPU busy, %',
      'GPU memory in use, GiB',
    ])
      expect(chart).toContain(`>${title}<`);
    expect(svg(page, 'timeline-narrow')).toContain('>KV cache in use, %<');
  });

  test('marks the best point of each setting', () => {
    const chart = svg(page, 'batching');
    expect(chart).toContain('>max-num-seqs 16<');
    expect(chart.match(/font-weight="bold"/g)).toHaveLength(2);
  });
});

test('a thinned series keeps its peaks and has gaps where nobody watched', () => {
  const at = [0, 1, 2, 3, 100, 101, 102, 103];
  const values = [1, 9, 2, null, 3, 4, 5, 6];
  const span = { fromSeconds: 0, toSeconds: 104 };
  expect(thinned(at, values, span, 52)).toEqual([
    [1, 9],
    [2, 2],
    [51.5, null],
    [101, 4],
    [103, 6],
  ]);
  expect(thinned(at, values, { fromSeconds: 100, toSeconds: 104 }, 600).map(([x]) => x)).toEqual([
    100, 101, 102, 103,
  ]);
  expect(thinned([], [], span, 600)).toEqual([]);
});

test.each([
  [formatBytes(0), '0 B'],
  [formatBytes(1536), '1.50 KiB'],
  [formatBytes(3 * 2 ** 30), '3.00 GiB'],
  [formatBytes(null), '–'],
  [formatTelemetry('server.kv-cache', 0.815), '81.5 %'],
  [formatTelemetry('server.prompt-tokens', 1234), '1230 tokens/s'],
  [formatTelemetry('gpu.power', 71.26), '71.3 W'],
  [formatTelemetry('runner.busy', NaN), '–'],
  [formatMoney(0, 'EUR'), '0 EUR'],
  [formatMoney(0.000_123_4, 'EUR'), '0.000123 EUR'],
  [formatMoney(12.345, 'EUR'), '12.3 EUR'],
  [formatMoney(null, 'EUR'), '–'],
  [formatRange([9000, 12_000], formatMs), '9000 ms to 12.0 s'],
  [formatEstimate({ value: 3, interval: null }, formatRate), '3.0 req/s'],
])('%s is %s', (text, expected) => {
  expect(text).toBe(expected);
});

test('limits that decide alone are told with their intervals, and with no smallest change', () => {
  const input = passInput();
  Object.assign(input.verdict, { mode: 'slo', metrics: [], pairsUsed: 9 });
  input.verdict.slo = [
    { id: 'latency.p99', limit: 500, value: 612, met: false, interval: [581, 650], certain: true },
    { id: 'latency.p95', limit: 400, value: 390, met: true, interval: [360, 420], certain: false },
    { id: 'ttft.p95', limit: 900, value: null, met: false, interval: null, certain: false },
  ];
  const comment = renderComment(input);
  for (const line of [
    '- ✗ p99 latency is 612 ms (95 % interval 581 to 650 ms), the limit is 500 ms: not met',
    '- ~ p95 latency is 390 ms (95 % interval 360 to 420 ms), the limit is 400 ms, but not for certain',
    '- ? p95 TTFT could not be measured, the limit is 900 ms: not met',
  ])
    expect(comment).toContain(line);
  expect(comment).toContain('9 blocks stand behind the verdict');
  expect(aboveFold(comment)).not.toContain('mallest change');
});
