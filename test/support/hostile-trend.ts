import { seededRandom } from '../../src/gate/chance.ts';
import type { Trend } from '../../src/model/trend.ts';
import { buildTrend } from '../../src/verdict/index.ts';
import { recordedRuns, type RecordedRuns } from './recorded-runs.ts';

/** The trend of recorded runs, as `sluice trend` makes it. */
export function trendOf(recorded: RecordedRuns): Trend {
  const runs = recordedRuns(recorded);
  const [first] = runs;
  if (!first) throw new Error('A trend has runs.');
  const { environment } = first.provenance;
  return buildTrend({ suite: first.suite, environment, runs }, (use) => seededRandom(0, first.suite, use));
}

/** Stands for every text from outside; in no other text of the trend. */
const anyText = '\uE000';

/** Twelve runs with a step, with one text wherever a text comes from outside; suite and fingerprint are checked on reading. */
export function trendOfText(text: string): Trend {
  template ??= JSON.stringify(
    trendOf({
      count: 12,
      factor: (run) => (run < 6 ? 1 : 1.3),
      environment: {
        cpuModel: anyText,
        gpus: [anyText],
        kernel: anyText,
        runnerImage: anyText,
        nodeVersion: anyText,
      },
      change: (_, run) => ({
        ...run,
        release: anyText,
        accepted: { pullRequest: 41, by: anyText, why: anyText, acceptedAt: '2026-01-02T03:04:05Z' },
        provenance: {
          ...run.provenance,
          commit: anyText,
          target: { kind: 'container', name: anyText, digest: anyText },
        },
      }),
    }),
  );
  const escaped = JSON.stringify(text).slice(1, -1);
  return JSON.parse(template.replaceAll(anyText, () => escaped)) as Trend;
}
let template: string | undefined;
