import type { ReportInput } from '../model/report.ts';
import type { MetricResult, Verdict } from '../model/verdict.ts';
import { escapeHtml } from './escape.ts';
import { metricHeader } from './format.ts';
import { isOpen, sloSentence, toRow } from './rows.ts';

interface TestCase {
  className: string;
  name: string;
  state: 'passed' | 'failure' | 'error' | 'skipped';
  message: string;
}

/**
 * JUnit XML: one test case for each gated metric and each limit. Regressed is a failure, what could not be judged is
 * skipped, and an invalid gate is an error of its own, so that "nothing was measured" is never an empty green suite.
 */
export function renderJUnit(input: ReportInput): string {
  const { verdict, suite, tookMs } = input;
  const cases = [
    ...(verdict.verdict === 'invalid' ? [gateCase(verdict.sentence)] : []),
    ...verdict.metrics.filter(({ gated }) => gated).map((result) => metricCase(result, verdict)),
    ...verdict.slo.map((slo): TestCase => ({
      className: 'slo',
      name: metricHeader(slo.id),
      state: isOpen(slo, verdict) ? 'skipped' : slo.met ? 'passed' : 'failure',
      message: sloSentence(slo),
    })),
    ...edgeCaseTests(verdict),
  ];
  const count = (state: TestCase['state']) => cases.filter((entry) => entry.state === state).length;
  const totals =
    `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" ` +
    `time="${(tookMs / 1000).toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sluice" ${totals}>`,
    `  <testsuite name="${escapeHtml(suite)}" ${totals}>`,
    ...cases.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const gateCase = (message: string): TestCase => ({
  className: 'gate',
  name: 'valid',
  state: 'error',
  message,
});

/** What fails the gate, each by itself; else one that passed. */
function edgeCaseTests({ edgeCases }: Verdict): TestCase[] {
  if (!edgeCases) return [];
  const failed = edgeCases.filter(({ gated }) => gated);
  const passed: TestCase = { className: 'edge cases', name: 'harm', state: 'passed', message: '' };
  if (failed.length === 0) return [passed];
  return failed.map(({ case: name, kind, message }) => ({
    ...passed,
    name: `${name ?? 'all of them'}: ${kind}`,
    state: 'failure',
    message,
  }));
}

function metricCase(result: MetricResult, { accepted }: Verdict): TestCase {
  const row = toRow(result);
  const measured = `base ${row.base}, candidate ${row.candidate}, change ${row.change} (95 % interval ${row.interval}), tolerance ${row.tolerance}`;
  return {
    className: result.class,
    name: row.metric,
    // What was taken on purpose must not turn a later step red either.
    state: accepted && result.result === 'regressed' ? 'skipped' : stateOf(result),
    message: result.reason
      ? `${result.result}: ${result.reason}; ${measured}`
      : `${result.result}: ${measured}`,
  };
}

function stateOf({ result }: MetricResult): TestCase['state'] {
  switch (result) {
    case 'regressed':
      return 'failure';
    case 'inconclusive':
    case 'incomparable':
    case 'insufficient':
      return 'skipped';
    case 'improved':
    case 'unchanged':
      return 'passed';
  }
}

function renderCase({ className, name, state, message }: TestCase): string {
  const open = `    <testcase classname="${escapeHtml(className)}" name="${escapeHtml(name)}"`;
  if (state === 'passed') return `${open}/>`;
  const type = state === 'skipped' ? '' : ` type="${state === 'failure' ? 'regressed' : 'invalid'}"`;
  return `${open}><${state}${type} message="${escapeHtml(message, 1000)}"/></testcase>`;
}
