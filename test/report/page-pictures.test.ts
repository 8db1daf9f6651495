import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { turnClass, turnOf } from '../../src/model/conversation.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { logTicks } from '../../src/report/charts/log-axis.ts';
import { renderHtml } from '../../src/report/html.ts';
import { failInput, noSuccessInput } from '../support/report-inputs.ts';
import { samplesInput, scenariosInput } from '../support/scenario-inputs.ts';

type Ends = [pixel: number, value: number, pixel: number, value: number];
type Axes = { x: Ends; y: Ends; log?: string[] }[];

const drawingOf = (html: string, id: string): string =>
  new RegExp(`<svg id="${id}"[\\s\\S]*?</svg>`).exec(html)?.[0] ?? '';

/** Reads values back from where the picture has them. */
function reader(drawing: string, grid = 0) {
  const axes = JSON.parse(/data-axes="([^"]*)"/.exec(drawing)![1]!.replaceAll('&quot;', '"')) as Axes;
  const { x, y, log = [] } = axes[grid]!;
  const valueAt =
    ([p1, v1, p2, v2]: Ends, isLog: boolean) =>
    (pixel: number) => {
      const share = (pixel - p1) / (p2 - p1);
      return isLog ? v1 * (v2 / v1) ** share : v1 + (v2 - v1) * share;
    };
  return { x: valueAt(x, log.includes('x')), y: valueAt(y, log.includes('y')) };
}

/** The points of the line of an arm, as values. */
function lineOf(drawing: string, arm: 'base' | 'candidate'): [number, number][] {
  const path = new RegExp(`<path d="([^"]*)" fill="none" stroke="var\\(--${arm}\\)"`).exec(drawing)![1]!;
  const { x, y } = reader(drawing);
  return [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, px, py]) => [x(Number(px)), y(Number(py))]);
}

const titlesOf = (html: string) => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);

const fail = renderHtml(failInput());
const scenarios = renderHtml(scenariosInput());
const classOf = (input: ReportInput, arm: 'base' | 'candidate', index: number) => input[arm]!.mixed[index]!;

describe('the pictures of the page', () => {
  test.each(['base', 'candidate'] as const)(
    'the percentile curve of the %s goes through its percentiles',
    (arm) => {
      const { curve } = classOf(failInput(), arm, 3);
      const line = lineOf(drawingOf(fail, 'percentiles-3'), arm);
      // Points of less than a pixel beside another are drawn as one.
      for (const [p, valueMs] of curve) {
        const isThere = line.some(
          ([nines, drawnMs]) =>
            Math.abs(nines + Math.log10(1 - p)) < 0.02 && Math.abs(drawnMs / valueMs - 1) < 0.01,
        );
        expect([p, isThere]).toEqual([p, true]);
      }
    },
  );

  test.each(['base', 'candidate'] as const)('the density of the %s is drawn over its times', (arm) => {
    const { density } = classOf(failInput(), arm, 3);
    const line = lineOf(drawingOf(fail, 'density-3'), arm);
    const drawn = new Map(line.map(([valueMs, height]) => [Math.round(Math.log(valueMs) * 200), height]));
    const found = density!.filter(([valueMs, height]) => {
      const near = drawn.get(Math.round(Math.log(valueMs) * 200));
      return near !== undefined && Math.abs(near - height) < 0.05;
    });
    expect(found.length).toBeGreaterThan(0.8 * density!.length);
  });

  test('the shift has a mark at the change of each quantile', () => {
    const drawing = drawingOf(fail, 'shift-2');
    const { y } = reader(drawing);
    const marks = [...drawing.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, cy]) => y(Number(cy)));
    const { quantiles } = failInput().shifts![2]!;
    expect(marks).toHaveLength(quantiles.length);
    quantiles.forEach(({ change }, i) => expect(marks[i]).toBeCloseTo(100 * change, 0));
  });

  test('the turns of a session are drawn one by one, and only where there are some', () => {
    const drawing = drawingOf(scenarios, 'turns-0-ttft');
    const { y } = reader(drawing);
    // The third series: p95 of the candidate.
    const marks = [
      ...drawing.matchAll(/<path [^>]*transform="matrix\([^)]*,([\d.]+)\)"[^>]*data-series="2"/g),
    ];
    const turns = scenariosInput().candidate.mixed.filter(({ class: name }) => turnOf(name));
    expect(marks.map(([, top]) => Math.round(y(Number(top))))).toEqual(
      turns.map(({ ttftMs }) => Math.round(ttftMs!.p95)),
    );
    expect(titlesOf(scenarios)).toContain('Sessions by turn');
    expect(titlesOf(fail)).not.toContain('Sessions by turn');
  });

  test('a class of a turn is told from others by its name', () => {
    expect(turnOf(turnClass('support turn 2', 11))).toEqual({ sessionClass: 'support turn 2', turn: 11 });
    for (const name of ['all', 'turn 1', 'left turn', 'x turn 0', 'x turn 01'])
      expect(turnOf(name)).toBeUndefined();
  });

  test.each([
    [4.3, 933, [10, 100]],
    [20, 600, [30, 100, 300]],
    [60, 450, [70, 100, 150, 200, 300]],
    [0.01, 2000, [0.01, 0.1, 1, 10, 100, 1000]],
    [20, 20.6, [20.1, 20.3, 20.5]],
  ])('a logarithmic axis from %d to %d has round ticks', (low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(expect.arrayContaining(ticks));
    expect(logTicks(low, high).length).toBeLessThanOrEqual(7);
  });
});

describe('the timeline', () => {
  const captionOf = (html: string) => /<figcaption>(Each block [\s\S]*?)<\/figcaption>/.exec(html)?.[1];
  const columns = (html: string) => [
    ...html.matchAll(/<label data-from="([\d.]+)" data-to="([\d.]+)">[\s\S]*?<\/label>/g),
  ];

  test('tells in one column all that is known of its time', () => {
    const [text = ''] = columns(scenarios).find(([, from, to]) => Number(from) <= 450 && Number(to) > 450)!;
    expect(text).toContain(
      'candidate, <bdi class="name">soak</bdi> 8: asked 20.0 req/s, completed 20.0 req/s, p50',
    );
    for (const header of ['waiting requests', 'KV cache in use', 'CPU of the target', 'GPU busy'])
      expect(text).toContain(header);
  });

  test('has columns without a gap from its beginning to its end', () => {
    const all = columns(scenarios);
    expect(all.length).toBeLessThanOrEqual(96);
    expect(all[0]![1]).toBe('0.0');
    all.slice(1).forEach(([, from], i) => expect(from).toBe(all[i]![2]));
    expect(Number(all.at(-1)![2])).toBe(reader(drawingOf(scenarios, 'timeline-broad')).x(924));
  });

  test('hatches an invalid block and tells why', () => {
    const hatched = (html: string) =>
      drawingOf(html, 'timeline-broad').match(/<path [^>]*stroke="var\(--bad\)"/g);
    expect(hatched(scenarios)!.length).toBeGreaterThan(20);
    expect(hatched(fail)).toBeNull();
    expect(scenarios.match(/invalid: send lag p99 84 ms is over 10 ms/g)!.length).toBeGreaterThanOrEqual(2);
  });

  test('stacks failed requests by kind and names the colours', () => {
    const kinds = [...scenarios.matchAll(/<span class="kind kind-(\d)">(.*?)<\/span>/g)].map(
      ([, n, text]) => [n, text],
    );
    expect(kinds).toEqual([
      ['0', '<bdi class="name">timeout</bdi>'],
      ['1', '<bdi class="name">overload</bdi>'],
      ['3', 'other errors'],
    ]);
    expect(captionOf(renderHtml(noSuccessInput()))).toContain('<span class="kind kind-0">');
    expect(captionOf(renderHtml(noSuccessInput()))).toContain('and failed requests by kind');
  });
});

describe('the raw samples', () => {
  const link = (html: string) => /href="data:application\/gzip;base64,([^"]*)"/.exec(html)?.[1];

  test('are in the page as they were exported, by the same bytes each time', () => {
    const html = renderHtml(samplesInput());
    const packed = Buffer.from(link(html)!, 'base64');
    expect(gunzipSync(packed).toString('utf8')).toBe(samplesInput().samples!.csv);
    expect(link(renderHtml(samplesInput()))).toBe(link(html));
  });

  test('are named with their files where they are too many', () => {
    expect(link(scenarios)).toBeUndefined();
    expect(scenarios).toContain(
      '123,456 requests, too many for a page: they are in <code>run-base.json</code>',
    );
  });

  test('are not told of where none are kept', () => {
    expect(titlesOf(fail)).not.toContain('Raw samples');
  });
});
