import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendRun, formatBaseline, parseBaseline, startBaseline } from '../../src/baseline/index.ts';
import type { MetricStatistic } from '../../src/model/baseline.ts';
import { metricIds } from '../../src/model/metric.ts';
import { accepted, runOf } from './baselines.ts';

const text = formatBaseline(appendRun(startBaseline(runOf(0)), runOf(1)));
const parse = (changed: string) => () => parseBaseline(changed, 'baselines/tickets/x.json');

describe('a baseline file', () => {
  test('has one run a line and a head that says what the numbers are', () => {
    const lines = text.split('\n');
    expect(lines.slice(0, 3)).toEqual(['{', '  "schema": "sluice.baseline/1",', '  "suite": "tickets",']);
    expect(lines[4]).toBe('  "columns": ["logMean","value","units","requests"],');
    expect(lines[5]).toBe('  "runs": [');
    expect(lines.slice(6, 8).every((line) => line.startsWith('    {"run":'))).toBe(true);
    expect(lines.slice(8)).toEqual(['  ]', '}', '']);
    const long = JSON.parse(text).runs[1].metrics[3];
    expect(long).toMatchObject({ class: 'long', 'latency.p95': [3.62615, 37.5679, 18, 2412] });
  });

  test('is the same text when it is read and written again', () => {
    expect(formatBaseline(parseBaseline(text, 'x'))).toBe(text);
  });

  test('keeps what was accepted and what was released, and puts both where a reviewer sees them', () => {
    const file = appendRun(startBaseline({ ...runOf(0), release: 'v1.2' }), { ...runOf(1), accepted });
    const written = formatBaseline(file);
    expect(parseBaseline(written, 'x').runs).toMatchObject([{ release: 'v1.2' }, { accepted }]);
    expect(parseBaseline(written, 'x').runs[0]).not.toHaveProperty('accepted');
    expect(formatBaseline(parseBaseline(written, 'x'))).toBe(written);
    const lines = written.split('\n');
    expect(lines[6]).toMatch(/^ {4}\{"run":0,"measuredAt":"[^"]+","release":"v1\.2","commit"/);
    expect(lines[7]).toMatch(/^ {4}\{"run":1,"measuredAt":"[^"]+","accepted":\{"pullRequest":41,"by":"ada"/);
  });

  test('keeps the hit rate of a prefix cache, of the runs that have one', () => {
    const file = appendRun(startBaseline({ ...runOf(0), prefixHitRate: 0.612349 }), runOf(1));
    const written = formatBaseline(file);
    expect(parseBaseline(written, 'x').runs[0]).toMatchObject({ prefixHitRate: 0.6123 });
    expect(parseBaseline(written, 'x').runs[1]).not.toHaveProperty('prefixHitRate');
    expect(formatBaseline(parseBaseline(written, 'x'))).toBe(written);
  });

  test('keeps how long the answers of a class were, where that is known', () => {
    const outputLengths = [
      { class: 'all', meanTokens: 123.4567 },
      { class: 'long', meanTokens: 400 },
    ];
    const written = formatBaseline(appendRun(startBaseline({ ...runOf(0), outputLengths }), runOf(1)));
    const [first, second] = parseBaseline(written, 'x').runs;
    expect(first?.outputLengths).toEqual([
      { class: 'all', meanTokens: 123.5 },
      { class: 'long', meanTokens: 400 },
    ]);
    expect(second).not.toHaveProperty('outputLengths');
    expect(written).toContain('{"class":"all","outputTokens":123.5,"latency.p50"');
    expect(formatBaseline(parseBaseline(written, 'x'))).toBe(written);
  });

  test('adding a run changes only the lines at the end', () => {
    const before = text.split('\n');
    const after = formatBaseline(appendRun(parseBaseline(text, 'x'), runOf(2))).split('\n');
    const removed = before.filter((line) => !after.includes(line));
    expect(removed).toEqual([before[7]]);
    expect(after).toContain(`${before[7]},`);
    expect(after).toHaveLength(before.length + 1);
  });

  test('keeps every number to 0.002 %, for any class names, in one stable order', () => {
    const statistic = fc.record<MetricStatistic>({
      id: fc.constantFrom(...metricIds),
      class: fc.oneof(
        fc.constantFrom('all', 'short', '__proto__', 'toString', '7'),
        fc.string({ minLength: 1, maxLength: 20 }),
      ),
      logMean: fc.oneof(fc.constant(null), fc.double({ min: -12, max: 16, noNaN: true })),
      value: fc.double({ min: 0, max: 1e7, noNaN: true }),
      units: fc.nat(100),
      requests: fc.nat(1_000_000),
    });
    const unique = fc.uniqueArray(statistic, { selector: (s) => `${s.id} ${s.class}`, maxLength: 30 });
    fc.assert(
      fc.property(unique, (metrics) => {
        const written = formatBaseline(startBaseline({ ...runOf(0), metrics }));
        const read = parseBaseline(written, 'x').runs[0]?.metrics ?? [];
        expect(formatBaseline(parseBaseline(written, 'x'))).toBe(written);
        expect(read).toHaveLength(metrics.length);
        for (const { id, class: name, value, logMean, units, requests } of metrics) {
          const found = read.find((metric) => metric.id === id && metric.class === name);
          expect(found).toMatchObject({ units, requests });
          expect(Math.abs((found?.value ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-5 * value);
          if (logMean === null) expect(found?.logMean).toBeNull();
          else expect(Math.abs((found?.logMean ?? Number.NaN) - logMean)).toBeLessThanOrEqual(1e-5);
        }
      }),
    );
  });
});

describe('a baseline that cannot be used is an error that names it and says why', () => {
  const line7 = text.split('\n')[6] ?? '';
  const marked = (mark: string) => text.replace('"seed"', `${mark},"seed"`);
  test.each([
    ['empty', '', 'is empty'],
    ['cut off', text.slice(0, text.length / 2), 'is cut off: it ends at line 7 in the middle'],
    ['cut off before its end', text.slice(0, -3), 'is cut off: it ends at line 9'],
    [
      'in conflict',
      text.replace(line7, `<<<<<<< HEAD\n${line7}\n=======\n>>>>>>> x`),
      'has unresolved merge-conflict markers at line 7',
    ],
    ['with NaN', text.replace(/"value":|12\.3457/, 'NaN'), 'holds NaN, which is no JSON, at line 7'],
    [
      'of the future',
      text.replace('sluice.baseline/1', 'sluice.baseline/2'),
      'has the format sluice.baseline/2, and this version of Sluice reads sluice.baseline/1',
    ],
    ['something else', '{"runs": []}', 'is no baseline of Sluice'],
    ['a list', '[]', 'is no baseline of Sluice'],
    [
      'with a number beyond all numbers',
      text.replace('12.3457', '1e999'),
      'entry 1 of runs, metrics.0.latency.p50.1',
    ],
    ['with a metric nobody knows', text.replace('latency.p50', 'latency.p51'), 'entry 1 of runs, metrics.0'],
    ['with a key nobody knows', text.replace('"seed":7', '"seed":7,"sead":8'), 'entry 1 of runs'],
    [
      'with a key twice, as after a merge',
      text.replace('"runs": [', '"runs": [],"runs": ['),
      'holds the key "runs" twice',
    ],
    [
      'with a metric twice',
      text.replace('"latency.p50":', '"latency.p50":[1,1,1,1],"latency.p50":'),
      'at line 7',
    ],
    ['with a value beyond all times', text.replace('12.3457', '1e308'), 'is 1e+308'],
    ['with a negative value', text.replace('12.3457', '-12.3457'), 'is -12.3457'],
    [
      'with a number that has no next one',
      text.replace('"run":0', '"run":9007199254740991'),
      'entry 1 of runs, run',
    ],
    ['with a negative count', text.replace(',18,2412', ',-18,2412'), 'is -18'],
    ['without a plan', text.replace(/"planHash":"e+",/, ''), 'entry 1 of runs, planHash'],
    ['with another order of columns', text.replace('"logMean","value"', '"value","logMean"'), 'columns.0'],
    ['with a name that leads elsewhere', text.replace('3f9a2c417be0', '../../x'), 'environment.fingerprint'],
    ['of an absurd size', text + ' '.repeat(3 * 1024 * 1024), 'a baseline stays below 2097152'],
    ['with a release of blanks', marked('"release":"v 1"'), 'entry 1 of runs, release is "v 1"'],
    ['with a release too long', marked(`"release":"${'v'.repeat(201)}"`), 'entry 1 of runs, release'],
    ['accepted by nobody', marked('"accepted":{"pullRequest":41}'), 'entry 1 of runs, accepted.by'],
    [
      'accepted for a reason without end',
      marked(`"accepted":${JSON.stringify({ ...accepted, why: 'x'.repeat(501) })}`),
      'entry 1 of runs, accepted.why',
    ],
    ['nested without end', '['.repeat(100_000), 'is cut off'],
  ])('%s', (_, changed, fact) => {
    expect(changed).not.toBe(text);
    expect(parse(changed)).toThrow(
      expect.objectContaining({ code: 'baseline-unreadable', fact: expect.stringContaining(fact) }),
    );
    expect(parse(changed)).toThrow(/The baseline baselines\/tickets\/x\.json/);
  });

  test('of the future: the remedy is to update', () => {
    expect(parse(text.replace('sluice.baseline/1', 'sluice.baseline/2'))).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('Update Sluice') }),
    );
  });

  test('the facts are about the real text', () => {
    expect(parse(text)).not.toThrow();
  });
});
