import type { Cell } from '../cells.ts';
import { bencherAlarm } from '../peers/bencher.ts';
import { benchstatAlarm } from '../peers/benchstat.ts';
import { kayentaAlarm } from '../peers/kayenta.ts';
import { ratioAlarm } from '../peers/ratio.ts';
import { rawRequestsAlarm } from '../peers/raw-requests.ts';
import { blockSeconds, mostPairs, pairMinutes } from '../settings.ts';
import type { ModelName } from '../simulator/workloads.ts';
import { latenciesOf, p95Of, seriesOf } from './measured.ts';
import type { RivalCase } from './rival-case.ts';
import { runsOfASide, shortRunSeconds } from './rival-case.ts';

export interface Method {
  id: string;
  name: string;
  /** Minutes that a pull request waits for it, with the pauses between blocks. */
  minutes: (model: ModelName) => number;
  alarm: (data: RivalCase, cell: Cell) => boolean;
}

const oneRun = (model: ModelName): number => (mostPairs * (blockSeconds(model) + 1)) / 60;
const twoRuns = (model: ModelName): number => mostPairs * pairMinutes(model);
const twentyRuns = (model: ModelName): number => (2 * runsOfASide * (shortRunSeconds(model) + 1)) / 60;

const percentiles = [0.5, 0.95];

/** All but Sluice's gate, whose minutes depend on the case. */
export const methods: readonly Method[] = [
  {
    id: 'ratio-1.1-stored',
    name: 'ratio > 1.1, last stored run',
    minutes: oneRun,
    alarm: ({ history, alone }) => ratioAlarm(history.at(-1)!, alone, 1.1),
  },
  {
    id: 'ratio-2-stored',
    name: 'ratio > 2, last stored run',
    minutes: oneRun,
    alarm: ({ history, alone }) => ratioAlarm(history.at(-1)!, alone, 2),
  },
  {
    id: 'ratio-1.1-sequence',
    name: 'ratio > 1.1, base first',
    minutes: twoRuns,
    alarm: ({ sequence }) => ratioAlarm(p95Of(sequence.base), p95Of(sequence.candidate), 1.1),
  },
  {
    id: 'bencher-t',
    name: 'Bencher t test, 10 stored runs',
    minutes: oneRun,
    alarm: ({ history, alone }) => bencherAlarm(history, alone, 't_test'),
  },
  {
    id: 'bencher-z',
    name: 'Bencher z score, 10 stored runs',
    minutes: oneRun,
    alarm: ({ history, alone }) => bencherAlarm(history, alone, 'z_score'),
  },
  {
    id: 'raw-requests',
    name: 'Mann-Whitney, raw requests',
    minutes: twoRuns,
    alarm: ({ sequence }) => rawRequestsAlarm(latenciesOf(sequence.base), latenciesOf(sequence.candidate)),
  },
  {
    id: 'benchstat',
    name: 'benchstat, 10 + 10 runs',
    minutes: twentyRuns,
    alarm: ({ runs }) => benchstatAlarm(runs.base, runs.candidate, 0),
  },
  {
    id: 'benchstat-5',
    name: 'benchstat, 10 + 10 runs, > 5 %',
    minutes: twentyRuns,
    alarm: ({ runs }) => benchstatAlarm(runs.base, runs.candidate, 0.05),
  },
  {
    id: 'benchstat-turn',
    name: 'benchstat, runs in turn',
    minutes: twentyRuns,
    alarm: ({ runsInTurn }) => benchstatAlarm(runsInTurn.base, runsInTurn.candidate, 0),
  },
  {
    id: 'benchstat-turn-5',
    name: 'benchstat, runs in turn, > 5 %',
    minutes: twentyRuns,
    alarm: ({ runsInTurn }) => benchstatAlarm(runsInTurn.base, runsInTurn.candidate, 0.05),
  },
  {
    id: 'kayenta-sequence',
    name: 'Kayenta, base first',
    minutes: twoRuns,
    alarm: ({ sequence }) =>
      kayentaAlarm(
        percentiles.map((p) => ({
          base: seriesOf(sequence.base, p),
          candidate: seriesOf(sequence.candidate, p),
        })),
      ),
  },
  {
    id: 'kayenta-turn',
    name: "Kayenta, Sluice's own pairs",
    minutes: twoRuns,
    alarm: ({ pairs }) => {
      const [base, candidate] = [pairs.map((pair) => pair.base), pairs.map((pair) => pair.candidate)];
      return kayentaAlarm(
        percentiles.map((p) => ({ base: seriesOf(base, p), candidate: seriesOf(candidate, p) })),
      );
    },
  },
];
