import { simulateSoak } from '../../../bench/scenarios/simulated-soak.ts';
import { decodeRun, encodeRun } from '../../../src/interop/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { runOfSteps } from '../../verdict/concurrency-runs.ts';
import { makeConditions, makeRun } from '../../verdict/runs.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { judgedRun } from '../judged.ts';
import { same, unlessRefused } from '../properties.ts';
import { rendered } from '../rendered.ts';

/** Of every part that a run may have, few enough to be changed often. */
function seeds(): Run[] {
  const mixed = makeRun('candidate', {
    blocks: 3,
    requests: 12,
    jitter: 0.1,
    withTtft: true,
    outputTokens: 5,
    gaps: 2,
  });
  const odd = makeRun('candidate', {
    blocks: 2,
    requests: 8,
    failing: () => 1,
    runner: () => makeConditions(),
  });
  Object.assign(mixed.blocks[0]!, {
    scenario: 'ramp',
    ratePerSecond: 5,
    cpuLimit: { cores: 1, periods: 9, throttledPeriods: 2 },
  });
  Object.assign(odd, {
    plannedLooks: [2],
    rest: { startedAtEpochMs: 1_700_000_000_000, durationMs: 500 },
    endings: [{ scenario: 'ramp', index: 0, atEpochMs: 1_700_000_000_000, how: 'exited', outOfMemory: true }],
    cutShort: [{ scenario: 'soak', why: 'it leaks' }],
    errorExamples: [{ kind: 'reset', className: 'long', httpStatus: 0, message: 'socket hang up' }],
    edgeCases: {
      before: { attempted: 3, failed: 0, medianMs: 4 },
      after: null,
      cases: [
        {
          name: 'empty',
          expect: ['4xx'],
          rounds: [
            {
              answers: { 500: 2 },
              before: { attempted: 1, failed: 0, medianMs: 3 },
              during: [],
              valid: true,
            },
          ],
        },
      ],
    },
  });
  Object.assign(odd.blocks[1]!, { scenario: 'spike', phase: 'during', variant: 'large' });
  const steps = runOfSteps('batching', [
    { users: 1, rate: 10, variant: 'a' },
    { users: 2, rate: 18, variant: 'a' },
  ]);
  const soak = simulateSoak({ seed: 1, minutes: 1.5 });
  soak.telemetry!.atMs.length = 40;
  for (const values of Object.values(soak.telemetry!.series)) values.length = 40;
  return [mixed, odd, steps, soak];
}

/** A stored run: comes back as it was written, and can be judged, exported and told, whatever it says. */
export const runFile: FuzzTarget = {
  name: 'run-file',
  covers: [
    'src/interop/run',
    'src/interop/export',
    'src/interop/request',
    'src/verdict',
    'src/stats',
    'src/report',
  ],
  seeds: () => seeds().map(encodeRun),
  words: [
    '"__proto__"',
    '"mixed"',
    '"ramp"',
    '"spike"',
    '"soak"',
    '"long-context"',
    '"faults"',
    '"phase":"before",',
    '0.5',
  ],
  slow: true,
  async check(bytes) {
    const run = unlessRefused(() => decodeRun(bytes.toString(), 'run.json'));
    if (!run) return;
    const written = encodeRun(run);
    same(decodeRun(written, 'again'), run, 'written and read again');
    const base = decodeRun(written.replace('"arm": "candidate"', '"arm": "base"'), 'base');
    for (const block of base.blocks) block.order += 1;
    await rendered(judgedRun(run, base), bytes);
  },
};
