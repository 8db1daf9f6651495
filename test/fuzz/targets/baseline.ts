import { appendRun, formatBaseline, parseBaseline, startBaseline } from '../../../src/baseline/index.ts';
import type { BaselineFile } from '../../../src/baseline/index.ts';
import { seededRandom } from '../../../src/gate/chance.ts';
import { renderHistories, renderTrendFiles } from '../../../src/report/index.ts';
import { buildTrend, summariseHistory } from '../../../src/verdict/index.ts';
import { accepted, runOf } from '../../baseline/baselines.ts';
import { recordedRuns } from '../../support/recorded-runs.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, same, unlessRefused } from '../properties.ts';
import { wellFormed } from '../well-formed.ts';

function seed(): BaselineFile {
  const [first = runOf(0), ...more] = recordedRuns({
    count: 12,
    streams: true,
    factor: (run) => (run > 7 ? 1.3 : 1),
  });
  return more.reduce(
    (file, run) => appendRun(file, run),
    startBaseline({ ...first, release: 'v1', accepted }),
  );
}

/** A committed baseline: written as it was read, and drawn whatever its names and numbers are. */
export const baseline: FuzzTarget = {
  name: 'baseline',
  covers: ['src/baseline', 'src/verdict/trend', 'src/report/trend', 'src/report/charts/trend', 'src/stats'],
  seeds: () => [
    formatBaseline(seed()),
    formatBaseline(appendRun(startBaseline(runOf(0)), { ...runOf(1), prefixHitRate: 0.5 })),
  ],
  words: [
    '<<<<<<< HEAD\n',
    '"sluice.baseline/2"',
    '"run":',
    '"class":"all"',
    '"latency.p50":[0,1,2,3]',
    ',',
    ']',
  ],
  slow: true,
  async check(bytes) {
    const file = unlessRefused(() => parseBaseline(bytes.toString(), 'a.json'));
    if (!file) return;
    finite(file);
    const written = formatBaseline(file);
    same(formatBaseline(parseBaseline(written, 'a.json')), written, 'written, read and written again');
    if (file.runs.length > 0) await drawn(file);
  },
};

async function drawn(file: BaselineFile): Promise<void> {
  const trend = buildTrend(file, (use) => seededRandom(0, use));
  finite(trend);
  const history = summariseHistory(file);
  if (history) renderHistories([history], { colour: false, columns: 80 });
  const draw = () => renderTrendFiles([trend], { repositoryUrl: 'https://github.com/o/r' });
  const files = await draw();
  for (const { path, text } of files) if (path !== 'TREND.md') wellFormed(text, path);
  same(await draw(), files, 'drawn again');
}
