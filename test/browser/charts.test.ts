import { describe, expect, test } from 'vitest';
import { reportInputOf, subjectOfRun } from '../../src/gate/outputs.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { armsOf } from '../../src/report/facts.ts';
import { renderHtml } from '../../src/report/html.ts';
import { changedResults } from '../../src/report/rows.ts';
import { oneRequestInput } from '../support/hostile-input.ts';
import { failInput, firstRunInput, invalidInput, noSuccessInput } from '../support/report-inputs.ts';
import { scenariosInput } from '../support/scenario-inputs.ts';
import { makeRun } from '../verdict/runs.ts';
import { isMissing, openPage } from './browser.ts';
import { expectDrawn, expectFits, readCharts } from './chart-values.ts';

const [failing, scenarios] = [failInput(), scenariosInput()];
/** Drawn once for all tests that read it. */
const pageOfScenarios = renderHtml(scenarios);

/** A run of a million requests, as the gate would report it. */
function millionInput(): ReportInput {
  const shape = { blocks: 10, requests: 50_000 };
  const [base, candidate] = [makeRun('base', shape), makeRun('candidate', shape)];
  const { verdict } = failing;
  const subject = subjectOfRun(candidate, 'sluice run');
  return reportInputOf(subject, { verdict, base, candidate, tookMs: 180_000 }, { slo: [] });
}

const percentiles = (input: ReportInput, read: 'ramp' | 'timeline') =>
  armsOf(input).flatMap(({ summary }) => summary[read].flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]));

describe.skipIf(isMissing)('the report in a browser', () => {
  test('has a mark or a corner of a line for each value that was measured', async () => {
    const input = scenarios;
    const opened = await openPage(pageOfScenarios);
    const charts = await readCharts(opened);
    const ramps = armsOf(input).flatMap(({ summary }) => summary.ramp);
    expectDrawn(
      charts.get('ramp-latency'),
      ramps.flatMap((step) => [
        [step.ratePerSecond, step.p50Ms],
        [step.ratePerSecond, step.p95Ms],
      ]),
    );
    expectDrawn(
      charts.get('ramp-rate'),
      ramps.flatMap((step) => [
        [step.ratePerSecond, step.completedPerSecond],
        [step.ratePerSecond, step.goodPerSecond ?? null],
      ]),
    );
    for (const [index, entry] of input.candidate.mixed.entries()) {
      const base = input.base?.mixed[index];
      const curves = [entry, base].flatMap((summary) => summary?.curve ?? []);
      expectDrawn(
        charts.get(`percentiles-${index}`),
        curves.map(([p, valueMs]) => [-Math.log10(1 - p), valueMs]),
      );
      const density = charts.get(`density-${index}`);
      expect(density?.lines.map(({ isDashed }) => isDashed).sort()).toEqual([false, true]);
      expectDrawn(density, entry.density ?? []);
    }
    for (const [index, { quantiles }] of (input.shifts ?? []).entries()) {
      const shift = charts.get(`shift-${index}`);
      const dots = shift?.marks.filter(({ element }) => element === 'circle') ?? [];
      expect(dots).toHaveLength(quantiles.length);
      expectDrawn(
        shift,
        quantiles.map(({ change }, position) => [position, change * 100]),
      );
    }
    const context = input.candidate.characteristics?.longContext?.steps ?? [];
    expectDrawn(
      charts.get('long-context'),
      context.map(({ outputTokensPerSecond, p95Ms }) => [outputTokensPerSecond ?? 0, p95Ms]),
    );
    for (const [index, { arm, summary }] of armsOf(input).entries()) {
      expect(arm).toBe(index === 0 ? 'base' : 'candidate');
      expectDrawn(
        charts.get('cold-starts'),
        summary.coldStarts.map(({ readyMs }) => [readyMs, index]),
      );
    }
    for (const id of ['p50', 'p95'] as const) {
      const pairs = charts.get(`pairs-${id}`);
      const key = id === 'p50' ? 'ratioP50' : 'ratioP95';
      expect(pairs?.marks).toHaveLength(input.pairs.length + 1);
      expectDrawn(
        pairs,
        input.pairs.map((pair) => [pair.pair + 1, ((pair[key] ?? 1) - 1) * 100]),
      );
    }
    expectDrawn(
      charts.get('effects-broad'),
      changedResults(input.verdict).map(({ effect }, row) => [(effect ?? 0) * 100, row]),
    );
    expect(opened.faults).toEqual([]);
  });

  test('draws each block at its time and at its rate, and telemetry in panels of its own', async () => {
    const input = scenarios;
    const timeline = (await readCharts(await openPage(pageOfScenarios))).get('timeline-broad');
    const blocks = armsOf(input).flatMap(({ summary }) => summary.timeline);
    const ends = blocks.map(({ atSeconds, durationSeconds }) => atSeconds + durationSeconds);
    for (const { x } of timeline?.axes ?? []) expectFits(x, ends);
    const [latency, rate, errors, ...panels] = timeline?.axes ?? [];
    expectFits(
      latency!.y,
      percentiles(input, 'timeline').filter((value) => value !== null),
      true,
    );
    expectFits(
      rate!.y,
      blocks.map(({ ratePerSecond }) => ratePerSecond),
    );
    expectFits(
      errors!.y,
      blocks.map((block) => block.errors),
    );
    expect(panels.length).toBeGreaterThanOrEqual(5);
    const middles = blocks.map(({ atSeconds, durationSeconds }) => atSeconds + durationSeconds / 2);
    for (const panel of [0, 1]) {
      const drawnAt = timeline!.marks.filter((mark) => mark.panel === panel).map(({ x }) => x ?? NaN);
      for (const at of middles)
        expect(
          drawnAt.some((x) => Math.abs(x - at) < 1.5),
          `${at} s`,
        ).toBe(true);
    }
  });

  test('has round axes that hold every value', async () => {
    const input = failing;
    const charts = await readCharts(await openPage(renderHtml(input)));
    const ramp = charts.get('ramp-latency')?.axes[0];
    expectFits(
      ramp!.x,
      input.candidate.ramp.map(({ ratePerSecond }) => ratePerSecond),
    );
    expectFits(
      ramp!.y,
      percentiles(input, 'ramp').filter((value) => value !== null),
      ramp!.log?.includes('y'),
    );
    for (const [id, { axes }] of charts)
      for (const { x, y } of axes)
        for (const bound of [x[1], x[3], y[1], y[3]])
          expect(
            Number.isFinite(bound) && `${Number(bound.toPrecision(6))}` === `${bound}`,
            `${id}: ${bound}`,
          ).toBe(true);
  });

  test.each<[string, () => ReportInput, string[]]>([
    ['no success', noSuccessInput, ['ramp-rate', 'timeline-broad', 'cold-starts']],
    ['one request', oneRequestInput, ['effects-broad', 'timeline-broad']],
    ['a million requests', millionInput, ['percentiles-0', 'density-0', 'pairs-p50', 'timeline-broad']],
    ['nothing to compare with', firstRunInput, ['ramp-latency', 'percentiles-0', 'timeline-broad']],
    ['nothing measured', invalidInput, []],
  ])('shows %s without a fault, and every drawing has marks within it', async (_, makeInput, ids) => {
    const html = renderHtml(makeInput());
    expect(html.length).toBeLessThan(2_000_000);
    const opened = await openPage(html);
    const charts = await readCharts(opened);
    expect([...charts.keys()]).toEqual(expect.arrayContaining(ids));
    for (const [id, { marks, lines }] of charts) {
      const places = [...marks, ...lines.flatMap(({ points }) => points)];
      expect(places.length, id).toBeGreaterThan(0);
    }
    expect(await opened.page.locator('body').innerText()).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(opened.faults).toEqual([]);
  });
});
