import { partPlans, recordParts } from '../../src/load/record-parts.ts';
import { measuredRows } from '../../src/load/measured-rows.ts';
import type { ObservedBlock } from '../../src/model/observed-block.ts';
import { outcomes } from '../../src/model/sample.ts';
import type { BlockSamples, Outcome } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';

export interface ObservedRow {
  dueMs: number;
  latencyMs?: number;
  ttftMs?: number;
  class?: number;
  outcome?: Outcome;
  status?: number;
  inputTokens?: number;
  outputTokens?: number;
}

export const startedAtEpochMs = Date.UTC(2026, 0, 1);

/** A block of one second after a lead-in of 100 ms, recorded as the gate records it; each request was sent 1 ms late. */
export function observedBlock(
  rows: ObservedRow[],
  given: Partial<ObservedBlock> & { index?: number } = {},
): ObservedBlock {
  const { index = 0, classes = ['short', 'long'], ...observed } = given;
  const column = (of: (row: ObservedRow) => number | undefined) =>
    Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  const after = (row: ObservedRow, ms: number | undefined) => (ms === undefined ? undefined : row.dueMs + ms);
  const measured: BlockSamples = {
    startedAtEpochMs,
    errorExamples: [],
    health: {
      sendLagMs: { p50: 1, p99: 1, max: 1 },
      achievedRate: 1,
      eventLoopDelayMs: { p50: 0, p99: 1, max: 2 },
      cpuShare: 0.1,
    },
    samples: {
      count: rows.length,
      dueAtMs: column(({ dueMs }) => dueMs),
      sentAtMs: column(({ dueMs }) => dueMs + 1),
      firstByteAtMs: column((row) => after(row, row.ttftMs)),
      firstTokenAtMs: column((row) => after(row, row.ttftMs)),
      endAtMs: column((row) => after(row, row.latencyMs)),
      itemIndex: new Uint32Array(rows.length),
      classIndex: Uint16Array.from(rows, (row) => row.class ?? 0),
      outcome: Uint8Array.from(rows, ({ outcome = 'ok' }) => outcomes.indexOf(outcome)),
      httpStatus: Uint16Array.from(rows, ({ status = 200 }) => status),
      inputTokens: column(({ inputTokens }) => inputTokens),
      outputTokens: column(({ outputTokens }) => outputTokens),
      responseBytes: new Float64Array(rows.length),
    },
  };
  const schedule = { dueAtMs: measured.samples.dueAtMs, itemIndex: measured.samples.itemIndex };
  const plan: BlockPlan = {
    scenario: 'mixed',
    index,
    leadInMs: 100,
    durationMs: 1000,
    ratePerSecond: rows.length,
    arrivals: { kind: 'open', schedule },
  };
  const recorded = recordParts(plan, measured, {
    workload: { classes: classes.map((name) => ({ name, share: 1 / classes.length })) },
    nextOrder: () => index,
    start: 0,
    bounds: { sendLagP99Ms: 1000, minimumAchievedRate: 0, eventLoopDelayP99Ms: 1000 },
  });
  return {
    arm: 'candidate',
    baseUrl: 'http://127.0.0.1:8080/api',
    protocol: { kind: 'openai-chat', path: '/', headers: {}, body: { model: 'tiny' }, check: {} },
    classes,
    parts: recorded.map((block, i) => ({
      block,
      rows: { [Symbol.iterator]: () => measuredRows(partPlans(plan)[i] as BlockPlan, measured.samples) },
    })),
    measured,
    ...observed,
  };
}

/** So many requests, 1 ms apart, all measured and answered. */
export const evenRows = (count: number): ObservedRow[] =>
  Array.from({ length: count }, (_, i) => ({ dueMs: 100 + (1000 * i) / count, latencyMs: 20 }));
