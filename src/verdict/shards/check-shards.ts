import { SluiceError } from '../../model/error.ts';
import type { Arm, Run } from '../../model/run.ts';
import type { Shard } from '../../model/shard.ts';
import { ownRequests } from './own-requests.ts';

/** A run as the user knows it. */
export interface ShardFile {
  name: string;
  run: Run;
}

export type ShardRun = Run & { shard: Shard };

interface ShardRunFile {
  name: string;
  run: ShardRun;
}

/**
 * The runs of the arms, each in the order of the shards, when they are parts of one measurement.
 * @throws SluiceError `shards-unequal` where two do not belong together, `shards-missing` where an arm has none
 */
export function checkShards(files: readonly ShardFile[]): Map<Arm, ShardRun[]> {
  const shards = files.map(shardFile);
  const [first] = shards;
  if (!first) throw missing('There is no run of a shard among the files.');
  for (const other of shards) {
    refuseOther(first, other);
    refuseOtherSums(other);
  }
  const arms = new Map<Arm, ShardRun[]>();
  for (const arm of new Set(first.run.shard.timetable.map((slot) => slot.arm))) {
    const own = shards.filter(({ run }) => run.arm === arm).toSorted((a, b) => indexOf(a) - indexOf(b));
    if (own.length === 0) throw missing(`There are runs of shards, and none of them is of the ${arm}.`);
    own.forEach((file, i) => {
      const before = own[i - 1];
      if (before && indexOf(before) === indexOf(file))
        throw unequal(
          `${before.name} and ${file.name} are both of shard ${indexOf(file)}.`,
          'Leave one of them out.',
        );
    });
    refuseOtherWholes(own);
    arms.set(
      arm,
      own.map(({ run }) => run),
    );
  }
  return arms;
}

const indexOf = ({ run }: ShardRunFile): number => run.shard.index;

function shardFile({ name, run }: ShardFile): ShardRunFile {
  const { shard } = run;
  if (shard) return { name, run: { ...run, shard } };
  throw unequal(`${name} is a run of its own, and no shard of one.`, 'Give the runs of shards alone.');
}

/** What must be the same in all of them, in words. */
const sameInAll: readonly [what: string, read: (run: ShardRun) => string | number][] = [
  ['version of Sluice', ({ provenance }) => provenance.sluiceVersion],
  ['number of shards', ({ shard }) => shard.of],
  ['start', ({ shard }) => shard.startAt],
  ['suite', ({ suite }) => suite],
  ['workload', ({ provenance }) => provenance.workloadHash],
  ['plan', ({ provenance }) => provenance.planHash],
  ['common clock', ({ shard }) => shard.clock.source],
  ['timetable', ({ shard }) => JSON.stringify(shard.timetable)],
];

function refuseOther(first: ShardRunFile, other: ShardRunFile): void {
  const differing = sameInAll.find(([, read]) => read(first.run) !== read(other.run));
  if (!differing) return;
  const [what, read] = differing;
  const values = what === 'timetable' ? '' : ` (${read(first.run)} and ${read(other.run)})`;
  throw unequal(
    `${first.name} and ${other.name} do not have the same ${what}${values}.`,
    'Merge the shards of one run of the workflow: all with one version of Sluice, one commit, the same settings and inputs, and the same `start-at`.',
  );
}

/** Each block holds the very requests that fall to its shard: so those of all shards are the block. */
function refuseOtherSums({ name, run }: ShardRunFile): void {
  for (const { scenario, index, whole, classes } of run.blocks) {
    if (!whole)
      throw unequal(`Block ${index} of ${scenario} in ${name} does not say what it is a part of.`, unchanged);
    if (whole.requests === undefined) continue;
    const attempted = Object.values(classes).reduce((sum, each) => sum + each.attempted, 0);
    const own = ownRequests(whole, run.shard);
    if (attempted !== own)
      throw unequal(
        `Block ${index} of ${scenario} in ${name} has ${attempted} requests, and ${own} of its ${whole.requests} fall to shard ${run.shard.index} of ${run.shard.of}.`,
        unchanged,
      );
  }
}

/** What the arm is, and what its blocks are over all shards, each of them says in its own file. */
function refuseOtherWholes(own: readonly ShardRunFile[]): void {
  const [first] = own;
  const wholes = new Map<number, { name: string; told: string }>();
  for (const { name, run } of own) {
    const { target } = run.provenance;
    if (first && target.name !== first.run.provenance.target.name)
      throw unequal(
        `${first.name} and ${name} did not measure the same ${run.arm} (${first.run.provenance.target.name} and ${target.name}).`,
        'Give all shards the same `url`.',
      );
    for (const { order, scenario, index, whole } of run.blocks) {
      const told = JSON.stringify(whole);
      const before = wholes.get(order);
      if (before && before.told !== told)
        throw unequal(
          `${before.name} and ${name} do not say the same of block ${index} of ${scenario} over all shards.`,
          unchanged,
        );
      wholes.set(order, { name, told });
    }
  }
}

const unchanged = 'Give the files that the shards wrote, whole and unchanged.';

const unequal = (fact: string, remedy: string): SluiceError =>
  new SluiceError('shards-unequal', { fact, remedy });

const missing = (fact: string): SluiceError =>
  new SluiceError('shards-missing', {
    fact,
    remedy:
      'Look at the jobs of the shards: did any of them come to its end? Then check the folder or the pattern, and that the artifacts of all of them were downloaded.',
  });
