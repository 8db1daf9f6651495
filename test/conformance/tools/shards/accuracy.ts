import type { Run } from '../../../../src/model/run.ts';
import { mergeDistributions, quantileOf } from '../../../../src/stats/distribution.ts';
import type { Checks } from '../checks.ts';
import { attemptedIn, filesOf, measureInFour, merge, readRunIn, sluice, writeSettings } from './fleet.ts';
import { settingsFor, startWaitingServer } from './settings.ts';

const blocks = 20;
const requestsOfBlock = 180;

/** Totals and percentiles of four merged shards against those of one process. */
export async function checkAccuracy(folder: string, checks: Checks): Promise<void> {
  const server = await startWaitingServer();
  try {
    writeSettings(folder, settingsFor(server.url));
    const { stderr } = await sluice(folder, 'measure', '--mode', 'slo', '--out', 'single.json', '--quiet');
    if (stderr !== '') console.log(stderr);
    await measureInFour(folder, '--mode', 'slo');
    await merge(folder, filesOf(1, 2, 3, 4));
    const [single, merged] = [readRunIn(folder, 'single.json'), readRunIn(folder, 'run.json')];
    checks.equal('blocks of the merged run', merged.blocks.length, blocks);
    checks.equal('requests of the merged run', attemptedIn(merged), blocks * requestsOfBlock);
    checks.equal(
      'blocks that are not valid',
      merged.blocks.filter(({ validity }) => !validity.valid).length,
      0,
    );
    checks.equal(
      'blocks with the schedule of one process',
      merged.blocks.map(scheduleOf),
      single.blocks.map(scheduleOf),
    );
    for (const p of [0.5, 0.9, 0.95, 0.99]) {
      const [one, four] = [latencyOf(single, p), latencyOf(merged, p)];
      const apart = `${((four / one - 1) * 100).toFixed(2)} %`;
      checks.hold(
        `p${p * 100}: ${one.toFixed(2)} ms by one process, ${four.toFixed(2)} ms by four (${apart})`,
        Math.abs(four / one - 1) <= 0.02,
      );
    }
    for (const { index, clock } of merged.shards ?? [])
      console.log(
        `     shard ${index}: clock ${clock.offsetMs} ms off, give or take ${clock.uncertaintyMs} ms`,
      );
  } finally {
    server.stop();
  }
}

const scheduleOf = ({ requests }: Run['blocks'][number]): string | undefined => requests?.schedule;

function latencyOf({ blocks: all }: Run, p: number): number {
  const classes = all.flatMap((block) => Object.values(block.classes));
  return (
    quantileOf(mergeDistributions(classes.flatMap(({ timings }) => timings.latency ?? [])), p) ?? Number.NaN
  );
}
