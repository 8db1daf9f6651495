import { expect, test } from 'vitest';
import { describeError } from '../../src/gate/terminal.ts';
import { SluiceError } from '../../src/model/error.ts';
import type { HistorySummary } from '../../src/model/history-summary.ts';
import type { GateEvent } from '../../src/model/progress.ts';
import { escapeJson } from '../../src/report/escape.ts';
import {
  annotationOfError,
  annotationOfNotice,
  annotationsOf,
  renderEvent,
  renderHistories,
  renderHistoriesJson,
  renderResultJson,
  renderTerminal,
} from '../../src/report/index.ts';
import { environment } from '../baseline/baselines.ts';
import { everyText } from '../support/hostile-corpus.ts';
import { inputOfText } from '../support/hostile-input.ts';

const plain = { colour: false, columns: 100 };

/** What a job's log or a terminal would act on: a command of the workflow, or a character that is no text. */
const actions = /^\s*::|##\w*\[|[^\P{Cc}\n]|[\u2028\u2029]|(?!\u2060)\p{Cf}/mu;

function eventsOf(text: string): GateEvent[] {
  return [
    { kind: 'note', text },
    { kind: 'starting', arm: 'base', target: text },
    { kind: 'ready', arm: 'base', target: text, readyMs: 1 },
    { kind: 'scenario', scenario: 'mixed', text },
    { kind: 'look', pairs: 8, text },
    { kind: 'verdict', verdict: 'fail', sentence: text },
  ];
}

function historyOf(text: string): HistorySummary {
  const accepted = { pullRequest: 41, by: text, why: text, acceptedAt: '2026-01-02T03:04:05Z' };
  const run = { measuredAt: '2026-01-02T03:04:05Z', commit: text, release: text, accepted };
  return {
    suite: text,
    environment: { ...environment, cpuModel: text, gpus: [text] },
    recorded: 2,
    firstAt: run.measuredAt,
    lastAt: run.measuredAt,
    runs: [run, run],
    release: text,
    metrics: [{ id: 'latency.p50', values: [1, 2], sincePrevious: 1, sinceRelease: 1 }],
  };
}

const errorOf = (text: string) =>
  new SluiceError('container-exited', {
    fact: text,
    remedy: text,
    location: text,
    evidence: [text, `\u001B[0m  ${text}`],
    cause: new Error(text),
  });

/** Every text that is written to a log or a terminal, by where. */
const forms: [name: string, textOf: (text: string) => string][] = [
  ['the result at a terminal', (text) => renderTerminal(inputOfText(text), plain)],
  ['events', (text) => eventsOf(text).map(renderEvent).join('\n')],
  ['an error', (text) => describeError(errorOf(text))],
  [
    'annotations',
    (text) =>
      annotationsOf(inputOfText(text))
        .map(({ title, message }) => `${title}\n${message}`)
        .join('\n'),
  ],
  [
    'annotations of what went wrong',
    (text) => `${annotationOfError(errorOf(text)).message}\n${annotationOfNotice(text).message}`,
  ],
  ['the history', (text) => renderHistories([historyOf(text)], plain)],
  ['the history as JSON', (text) => renderHistoriesJson([historyOf(text)])],
  ['JSON', (text) => escapeJson({ [text]: [text] })],
];

test.each(forms)('%s holds no command and no escape, whatever it says', (_, textOf) => {
  const acting = everyText.flatMap((text) => {
    const line = textOf(text)
      .split('\n')
      .find((part) => actions.test(part));
    return line === undefined ? [] : [`${JSON.stringify(text.slice(0, 60))}: ${JSON.stringify(line)}`];
  });
  expect(acting).toEqual([]);
});

test('what is escaped in JSON means the same', () => {
  for (const text of everyText) expect(JSON.parse(escapeJson([text]))).toEqual([text]);
  const { verdict } = inputOfText('##[error] ##vso[x]\u009B\u202E');
  expect(renderResultJson({ verdict })).toContain(escapeJson(verdict.sentence));
});
