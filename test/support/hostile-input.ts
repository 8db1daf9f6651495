import { turnClass } from '../../src/model/conversation.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { hostileTexts } from './hostile-text.ts';
import { failInput, reportInput } from './report-inputs.ts';
import { scenariosInput } from './scenario-inputs.ts';

/** A failing run in which every text that can come from a user or a server is hostile. */
export function hostileInput(texts = hostileTexts.map(({ text }) => text)): ReportInput {
  const everything = shortOf(texts);
  const names = texts.filter((text) => text.length < 200 && text !== '');
  const turns = [1, 2].map((turn) => turnClass(names[0] ?? '', turn));
  const classes = [...names, ...turns].map((name, index, all) => ({
    name,
    share: 1 / all.length,
    medianMs: 20 + index,
  }));
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
    for (const point of summary.timeline) {
      const text = texts[point.index % texts.length] ?? '';
      Object.assign(point, { scenario: text, errors: 3, errorKinds: { [text]: 3 } });
      if (point.index === 0) Object.assign(point, { valid: false, reason: text });
    }
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
  const scenarios = scenariosInput();
  input.candidate.characteristics = hostile(scenarios.candidate.characteristics!, texts);
  if (input.base) input.base.characteristics = hostile(scenarios.base!.characteristics!, texts);
  return {
    ...input,
    profile: everything,
    changes: hostile(scenarios.changes!, texts),
    guesses: texts,
    samples: { count: 1, csv: everything },
    repeatCommand: everything,
    reportUrl: 'https://evil.example/")<script>alert(1)</script>',
  };
}

const shortOf = (texts: readonly string[]): string => texts.filter((text) => text.length < 200).join(' ');

/** Words of our own, by the name of their field. */
const ownWords = new Set(['id', 'of', 'unit', 'why', 'by', 'degraded', 'scenario', 'bottleneck', 'code']);

/** The same data in which every text from outside is hostile, one after the other. */
function hostile<T>(data: T, texts: readonly string[]): T {
  const everything = shortOf(texts);
  let next = 0;
  const text = JSON.stringify(data, (key, value: unknown) =>
    typeof value === 'string' && !ownWords.has(key)
      ? key === 'statement' || key === 'sentence'
        ? everything
        : texts[next++ % texts.length]
      : value,
  );
  return JSON.parse(text) as T;
}

/** Stands for every text from outside; in no other text of the input. */
const anyText = '\uE000';

/** Of these each entry is like the others. */
const alike = new Set(['ramp', 'single', 'steps', 'trends', 'timeline', 'pairs', 'curve']);

/** The same run with one text wherever a text comes from outside; short, and made from a template: hundreds are quick. */
export function inputOfText(text: string): ReportInput {
  template ??= JSON.stringify(hostileInput([anyText]), (key, value: unknown) =>
    alike.has(key) && Array.isArray(value) ? (value as unknown[]).slice(0, 1) : value,
  );
  const escaped = JSON.stringify(text).slice(1, -1);
  return JSON.parse(template.replaceAll(anyText, () => escaped)) as ReportInput;
}
let template: string | undefined;

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
