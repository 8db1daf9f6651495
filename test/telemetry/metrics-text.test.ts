import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { increaseOf, parseMetrics, type Metrics } from '../../src/telemetry/metrics-text.ts';
import { prefixCacheCounters, prefixCacheUse } from '../../src/telemetry/prefix-cache.ts';

/** Each series as it would be written, with its value. */
function parse(text: string): Record<string, number> {
  const metrics = parseMetrics(text, new Set(['a_total', 'b:c_total']));
  return Object.fromEntries(
    [...metrics].flatMap(([name, series]) =>
      [...series].map(([labels, value]) => [labels === '' ? name : `${name}{${labels}}`, value]),
    ),
  );
}

describe('a text of metrics', () => {
  test.each<[string, string, Record<string, number>]>([
    ['a plain sample', 'a_total 3', { a_total: 3 }],
    ['labels', 'b:c_total{x="1",y="2"} 4.5e3\n', { 'b:c_total{x="1",y="2"}': 4500 }],
    ['a timestamp', 'a_total 3 1700000000000\n', { a_total: 3 }],
    ['an exemplar of OpenMetrics', 'a_total{x="1"} 3 1.7 # {id="7"} 0.5\n# EOF\n', { 'a_total{x="1"}': 3 }],
    [
      'several series, other names and comments',
      '# TYPE a_total counter\na_total{e="0"} 1\na_total_bucket 9\nza_total 9\na_total{e="1"} 2\r\nother 5\n',
      { 'a_total{e="0"}': 1, 'a_total{e="1"}': 2 },
    ],
    ['a brace and a quote in a label', 'a_total{x="} \\" 7"} 3\n', { 'a_total{x="} \\" 7"}': 3 }],
    ['tabs between', 'a_total\t\t3\n', { a_total: 3 }],
    ['the last of two of one series', 'a_total 3\na_total 4\n', { a_total: 4 }],
    ['nothing', '', {}],
    ['no value', 'a_total\na_total \na_total{x="1"}\n', {}],
    [
      'no number',
      'a_total NaN\na_total +Inf\na_total -Inf\na_total 1e999\na_total 0x10\na_total three\n',
      {},
    ],
    [
      'gauges below 0, and as OpenMetrics writes them',
      'a_total -1.5e-3\nb:c_total 3.0\n',
      { a_total: -0.0015, 'b:c_total': 3 },
    ],
    ['blanks before and in the labels', 'a_total { x="1", } 3\n', { 'a_total{ x="1", }': 3 }],
    ['an escaped backslash at the end of a label', 'a_total{x="c:\\\\"} 3\n', { 'a_total{x="c:\\\\"}': 3 }],
    ['something after its end', 'a_total 3\n# EOF\na_total 4\n', { a_total: 3 }],
    ['labels that stay open', 'a_total{x="1 3\na_total{x="1" 3\na_total{x="\\\n', {}],
    ['a page of HTML', '<!doctype html><a href="a_total 3">a_total 3</a>\n', {}],
    ['JSON', '{"a_total": 3}', {}],
  ])('with %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test('are found again whatever stands around them, and nothing makes the reader throw', () => {
    const noise = fc
      .string({ unit: 'binary', maxLength: 50 })
      .map((text) => `# ${text.replaceAll('\n', ' ')}\n`);
    fc.assert(
      fc.property(
        fc.array(noise, { maxLength: 5 }),
        fc.array(noise, { maxLength: 5 }),
        fc.nat(),
        fc.string(),
        (before, after, value, label) => {
          const escaped = label.replace(/[\\"]/gu, '\\$&').replaceAll('\n', '\\n');
          const series = `a_total{l="${escaped}"}`;
          const text = [...before, `${series} ${value}\n`, ...after].join('');
          expect(parse(text)).toEqual({ [series]: value });
        },
      ),
      { numRuns: 40 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parse(`a_total${text}\na_total{${text}`)),
    );
  });

  test('of one endless line, and of endlessly many series, stay bounded', () => {
    const long = 4 * 1024 * 1024;
    expect(parse(`a_total{x="${'\\"'.repeat(long / 2)}`)).toEqual({});
    expect(parse(`a_total ${' '.repeat(long)}`)).toEqual({});
    expect(parse(`a_total ${'1'.repeat(long)}`)).toEqual({});
    const many = Array.from({ length: 5000 }, (_, i) => `a_total{i="${i}"} 1\n`).join('');
    expect(Object.keys(parse(many))).toHaveLength(1000);
  });
});

describe('the increase of a counter', () => {
  const page = (series: Record<string, number>): Metrics => new Map([['a', new Map(Object.entries(series))]]);
  test.each<[string, Record<string, number>, Record<string, number>, number]>([
    ['went on', { '': 5 }, { '': 8 }, 3],
    ['of several series', { 'x="1"': 5, 'x="2"': 1 }, { 'x="1"': 6, 'x="2"': 3 }, 3],
    ['began anew after a restart', { '': 500 }, { '': 8 }, 8],
    ['was not there before', {}, { '': 8 }, 8],
    ['is gone', { '': 5 }, {}, 0],
    ['is none, being below 0', {}, { '': -8 }, 0],
  ])('that %s', (_, before, after, expected) => {
    expect(increaseOf('a', page(before), page(after))).toBe(expected);
  });
});

describe('the use of a prefix cache', () => {
  const use = (before: string, after: string) =>
    prefixCacheUse(parseMetrics(before, prefixCacheCounters), parseMetrics(after, prefixCacheCounters));
  const vllm = (prefix: string, queries: number, hits: number) =>
    `vllm:${prefix}_queries_total{engine="0",model_name="m"} ${queries}.0\n` +
    `vllm:${prefix}_hits_total{engine="0",model_name="m"} ${hits}.0\n`;

  test('is told by vLLM, once where it has an old and a new name for it', () => {
    const both = (queries: number, hits: number) =>
      vllm('gpu_prefix_cache', queries, hits) + vllm('prefix_cache', queries, hits);
    expect(use(both(100, 10), both(300, 130))).toEqual({ queries: 200, hits: 120 });
    expect(use(vllm('gpu_prefix_cache', 0, 0), vllm('gpu_prefix_cache', 10, 4))).toEqual({
      queries: 10,
      hits: 4,
    });
  });

  test('is told by SGLang, over all places that a prefix was kept in', () => {
    const sglang = (prompt: number, device: number, host: number) =>
      `sglang:prompt_tokens_total{model_name="m"} ${prompt}\n` +
      `sglang:cached_tokens_total{cache_source="device",model_name="m"} ${device}\n` +
      `sglang:cached_tokens_total{cache_source="host",model_name="m"} ${host}\n`;
    expect(use(sglang(1000, 100, 0), sglang(3000, 700, 200))).toEqual({ queries: 2000, hits: 800 });
  });

  test.each([
    ['other servers', 'llamacpp:prompt_tokens_total 1\n', 'llamacpp:prompt_tokens_total 9\n'],
    ['a block in which nothing was asked', vllm('prefix_cache', 5, 2), vllm('prefix_cache', 5, 2)],
    ['more hits than queries', vllm('prefix_cache', 5, 2), vllm('prefix_cache', 6, 9)],
    ['hits alone', '', 'vllm:prefix_cache_hits_total 4\n'],
  ])('is not known of %s', (_, before, after) => {
    expect(use(before, after)).toBeUndefined();
  });
});
