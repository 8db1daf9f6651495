/** A history of 1,000 runs: thinned as it grows, read, judged against and drawn. */
import { appendRun, formatBaseline, parseBaseline, startBaseline } from '../../../src/baseline/index.ts';
import { seededRandom } from '../../../src/gate/chance.ts';
import { renderTrendFiles } from '../../../src/report/index.ts';
import { buildTrend, judgeBaseline } from '../../../src/verdict/index.ts';
import { recordedRuns } from '../../../test/support/recorded-runs.ts';
import { makeGate, makeRun } from '../../../test/verdict/runs.ts';
import { lookAtHeap, megabytes, tellRow } from '../part-result.ts';

const count = 1000;

const runs = recordedRuns({
  ...{ count, streams: true, factor: (run) => (run > 700 ? 1.2 : 1) },
  change: (run, statistics) => (run % 50 === 0 ? { ...statistics, release: `v${run / 50}` } : statistics),
});
const [first, ...later] = runs;
const thinned = later.reduce((file, run) => appendRun(file, run), startBaseline(first!));
lookAtHeap();
const text = formatBaseline(thinned);
// As one would be that nothing was ever taken out of.
const whole = { ...thinned, runs: runs.map((run, sequence) => ({ ...run, sequence })) };
const wholeText = formatBaseline(whole);
const read = parseBaseline(wholeText, 'whole.json');
judgeBaseline(read.runs, makeRun('candidate'), { gate: makeGate() });
const pages = await Promise.all(
  [parseBaseline(text, 'thinned.json'), read].map(async (file) => {
    const files = await renderTrendFiles([buildTrend(file, (use) => seededRandom(0, use))], {});
    lookAtHeap();
    return megabytes(Buffer.byteLength(files.find(({ path }) => path.endsWith('.html'))!.text));
  }),
);
tellRow(
  'a history of 1,000 runs, added one by one',
  `file ${megabytes(text.length)} with ${thinned.runs.length} runs after thinning, trend page ${pages[0]}; all 1,000 kept: file ${megabytes(wholeText.length)}, trend page ${pages[1]}`,
);
