import type { ReportInput } from '../../src/model/report.ts';
import { hostileTexts } from './hostile-text.ts';
import { failInput, reportInput } from './report-inputs.ts';

const texts = hostileTexts.map(({ text }) => text);
const everything = hostileTexts
  .filter(({ text }) => text.length < 200)
  .map(({ text }) => text)
  .join(' ');

/** A failing run in which every text that can come from a user or a server is hostile. */
export function hostileInput(): ReportInput {
  const classes = texts
    .filter((text) => text.length < 200 && text !== '')
    .map((name, index, all) => ({ name, share: 1 / all.length, medianMs: 20 + index }));
  const input = reportInput(
    {
      classes,
      slower: Object.fromEntries(classes.map(({ name }) => [name, 1.3])),
      failing: 0.1,
      suite: everything,
      pairs: 40,
    },
    {
      verdict: 'fail',
      sentence: everything,
      warnings: texts,
      reasons: texts.map((text) => ({ code: text, message: text })),
    },
  );
  const examples = texts.map((message) => ({
    kind: 'model-error' as const,
    className: message,
    httpStatus: 500,
    message,
  }));
  for (const summary of [input.candidate, input.base]) {
    if (!summary) continue;
    summary.errorExamples = examples;
    summary.warnings = texts;
    summary.invalidBlocks = texts.map((reason, index) => ({ scenario: reason, index, reason }));
    for (const point of summary.timeline) point.scenario = texts[point.index % texts.length] ?? '';
    for (const entry of summary.mixed) entry.errors = Object.fromEntries(texts.map((text) => [text, 3]));
    const { target, environment } = summary.provenance;
    Object.assign(target, { name: everything, digest: everything });
    Object.assign(summary.provenance, { commit: everything, measuredAt: everything, profile: everything });
    Object.assign(environment, {
      cpuModel: everything,
      kernel: everything,
      runnerImage: everything,
      gpus: texts,
    });
  }
  for (const metric of input.verdict.metrics) metric.reason = everything;
  return {
    ...input,
    profile: everything,
    guesses: texts,
    repeatCommand: everything,
    reportUrl: 'https://evil.example/")<script>alert(1)</script>',
  };
}

/** More classes, metrics and errors than any comment can hold. */
export function longInput(): ReportInput {
  const classes = Array.from({ length: 60 }, (_, index) => ({
    name: `${'|`<'.repeat(10)}class-${index}`,
    share: 1 / 60,
    medianMs: 20 + index,
  }));
  const slower = Object.fromEntries(classes.map(({ name }) => [name, 1.3]));
  const sentence = '`|'.repeat(500);
  const input = reportInput({ classes, slower, failing: 0.1, pairs: 120 }, { verdict: 'fail', sentence });
  const examples = Array.from({ length: 50 }, () => ({
    kind: 'model-error' as const,
    className: classes[0]?.name ?? '',
    httpStatus: 500,
    message: '|'.repeat(5000),
  }));
  for (const metric of input.verdict.metrics) metric.reason = '`'.repeat(5000);
  return {
    ...input,
    verdict: {
      ...input.verdict,
      warnings: Array.from({ length: 500 }, (_, index) => `${index} ${'|'.repeat(999)}`),
    },
    candidate: { ...input.candidate, errorExamples: examples },
    ...(input.base && { base: { ...input.base, errorExamples: examples } }),
    guesses: Array.from({ length: 500 }, () => '<'.repeat(5000)),
  };
}

/** A failing run of one request a class: nothing has a second point. */
export function oneRequestInput(): ReportInput {
  const input = failInput();
  const shrink = (summary: ReportInput['candidate']): ReportInput['candidate'] => ({
    ...summary,
    ramp: summary.ramp.slice(0, 1),
    timeline: summary.timeline.slice(0, 1),
    coldStarts: summary.coldStarts.slice(0, 1),
    mixed: summary.mixed.map((entry) => ({
      ...entry,
      attempted: 1,
      completed: 1,
      curve: entry.curve.slice(0, 1),
    })),
  });
  return {
    ...input,
    candidate: shrink(input.candidate),
    ...(input.base && { base: shrink(input.base) }),
    pairs: input.pairs.slice(0, 1),
  };
}
