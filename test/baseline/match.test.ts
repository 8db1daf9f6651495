import { expect, test } from 'vitest';
import { appendRun, matchHistory, startBaseline } from '../../src/baseline/index.ts';
import { environment, runOf } from './baselines.ts';

const wanted = {
  planHash: 'e'.repeat(64),
  workloadHash: 'f'.repeat(64),
  fingerprint: environment.fingerprint,
};
const other = { ...environment, fingerprint: '0ther', cpuModel: 'Intel Xeon', cores: 2 };

test('runs of the same plan, workload and environment are the history, oldest first', () => {
  const file = appendRun(startBaseline(runOf(0)), runOf(1));
  const { history, incomparable } = matchHistory([file], wanted);
  expect(history.map((run) => run.provenance.measuredAt)).toEqual([
    '2026-01-01T00:00:00.000Z',
    '2026-01-02T00:00:00.000Z',
  ]);
  expect(incomparable).toEqual([]);
});

test('every reason is named once with both values, and counts the runs it keeps out', () => {
  let file = startBaseline(runOf(0, { planHash: 'old' }));
  file = appendRun(file, runOf(1, { planHash: 'old', workloadHash: 'smaller' }));
  file = appendRun(file, runOf(2));
  const elsewhere = startBaseline(runOf(3, { environment: other }));
  const { history, incomparable } = matchHistory([file, elsewhere], { ...wanted, environment });
  expect(history.map((run) => run.sequence)).toEqual([2]);
  expect(incomparable).toEqual([
    { about: 'plan', recorded: 'old', current: wanted.planHash, runs: 2, differences: [] },
    { about: 'workload', recorded: 'smaller', current: wanted.workloadHash, runs: 1, differences: [] },
    {
      about: 'environment',
      recorded: '0ther',
      current: environment.fingerprint,
      runs: 1,
      differences: [
        'cpuModel: "Intel Xeon" recorded, "AMD EPYC 7763 64-Core Processor" now',
        'cores: 2 recorded, 4 now',
      ],
    },
  ]);
});

test('no baselines give no history and no reason', () => {
  expect(matchHistory([], wanted)).toEqual({ history: [], incomparable: [] });
});
