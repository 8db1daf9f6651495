import { setTimeout as sleep } from 'node:timers/promises';
import type { Checks } from '../checks.ts';
import { filesOf, inSeconds, merge, readRunIn, startShard, verdictOf, writeSettings } from './fleet.ts';
import { settingsFor, startWaitingServer } from './settings.ts';

const change = { pairing: { block: '1500ms', 'lead-in': '200ms', 'maximum-pairs': 12 } };
const slotMs = 1500 + 200 + 500;

/** A shard that is killed on the way, one that starts late, and one that is not there at all. */
export async function checkFaults(folder: string, checks: Checks): Promise<void> {
  const server = await startWaitingServer();
  try {
    writeSettings(folder, settingsFor(server.url, change));
    const begunAt = Date.now();
    const startAt = inSeconds(25);
    const shards = [1, 2, 3].map((index) => startShard(folder, index, 4, startAt, '--mode', 'slo'));
    // The fourth begins when the others are in their fourth block.
    await sleep(25_000 + 3 * slotMs - (Date.now() - begunAt));
    shards.push(startShard(folder, 4, 4, startAt, '--mode', 'slo'));
    // The second is killed in its ninth block.
    await sleep(25_000 + 8.5 * slotMs - (Date.now() - begunAt));
    shards[1]?.child.kill('SIGKILL');
    for (const { child } of shards) await child;

    const told = await merge(folder, filesOf(1, 2, 3, 4));
    checks.hold('the merge names the late shard', told.includes('shard 4 of 4 is missing in it'));
    checks.hold('the merge names the killed shard', told.includes('shard 2 of 4 is missing in it'));
    const { blocks } = readRunIn(folder, 'run.json');
    const own = (index: number) =>
      new Set(readRunIn(folder, `shard-${index}.json`).blocks.map(({ order }) => order));
    const [second, fourth] = [own(2), own(4)];
    checks.hold(
      `the killed shard left its first ${second.size} blocks`,
      second.size >= 7 && second.size <= 9,
    );
    checks.hold(
      `the late shard took part in ${fourth.size} of 12 blocks`,
      fourth.size >= 3 && fourth.size <= 9,
    );
    checks.equal(
      'exactly the blocks without one of them are not valid',
      blocks.filter(({ validity }) => !validity.valid).map(({ order }) => order),
      blocks.map(({ order }) => order).filter((order) => !second.has(order) || !fourth.has(order)),
    );
    const some = await verdictOf(folder, 'compare', '--candidate', 'run.json');
    checks.equal('the verdict on them', some.verdict, 'invalid');
    console.log(`     ${some.sentence}`);
    await merge(folder, filesOf(1, 3));
    const none = await verdictOf(folder, 'compare', '--candidate', 'run.json');
    checks.equal('the verdict without two of the shards', none.verdict, 'invalid');
    console.log(`     ${none.sentence}`);
  } finally {
    server.stop();
  }
}
