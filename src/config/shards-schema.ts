import { z } from 'zod';
import type { Plan } from '../model/plan.ts';
import type { ShardPlan } from '../model/shard.ts';
import type { TargetPlan } from '../model/target.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { webAddress } from './exports/web-address.ts';
import { present } from './present.ts';
import { quote } from './problem.ts';
import type { Problems } from './problem.ts';

/** As many as a job matrix of GitHub may have. */
const mostShards = 256;
const defaultPauseMs = 2_000;

export const shardsSchema = closed({
  clock: webAddress
    .optional()
    .describe('Whose `Date` headers are the common clock of all shards; by default those of the target.'),
  pause: duration()
    .optional()
    .describe('Between two blocks; answers have to be there by then. 2s by default.'),
});

/** Which part is sent here and when, as it was typed. */
export type ShardWish = Pick<ShardPlan, 'index' | 'of' | 'startAtEpochMs'>;

/** `3/8` and an ISO time; undefined where neither was given, or where something is wrong with them, which is told. */
export function parseShard(
  shard: string | undefined,
  startAt: string | undefined,
  problems: Problems,
): ShardWish | undefined {
  if (shard === undefined && startAt === undefined) return undefined;
  const refuse = (input: string, fact: string, remedy: string) =>
    void problems.add('input-invalid', { input }, fact, remedy);
  if (shard === undefined || startAt === undefined) {
    const [given, missing] = shard === undefined ? ['start-at', 'shard'] : ['shard', 'start-at'];
    const fact = `\`${given}\` is given, and \`${missing}\` is not.`;
    return refuse(missing, fact, 'Give both: which part is sent here, and when all of them begin.');
  }
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(shard) ?? []).map(Number);
  const isPart = index >= 1 && index <= of && of <= mostShards;
  if (!isPart)
    refuse(
      'shard',
      `\`shard\` is ${quote(shard)}.`,
      `Write \`3/8\` for the third of eight, at most ${mostShards}.`,
    );
  const isTime = z.iso.datetime({ offset: true }).safeParse(startAt).success;
  if (!isTime)
    refuse(
      'start-at',
      `\`start-at\` is ${quote(startAt)}.`,
      'Write a time with its zone, such as `2026-05-04T12:00:00Z`.',
    );
  return isPart && isTime ? { index, of, startAtEpochMs: Date.parse(startAt) } : undefined;
}

/** What can be measured by several machines at once: a server that all of them reach, by our own engine, request by request. */
export function planShard(
  wish: ShardWish | undefined,
  settings: z.output<typeof shardsSchema> | undefined,
  { arms, plan }: { arms: (TargetPlan | undefined)[]; plan: Pick<Plan, 'workload' | 'load'> },
  problems: Problems,
): ShardPlan | undefined {
  if (!wish) return undefined;
  const refuse = (fact: string, remedy: string) =>
    problems.add('input-invalid', { input: 'shard' }, fact, remedy);
  const other = arms.find((arm) => arm !== undefined && (arm.kind !== 'url' || arm.socketPath !== undefined));
  if (other)
    refuse(
      `Shards put one load on one server, and the target is a ${other.kind === 'url' ? 'unix socket' : other.kind} of this machine.`,
      'Name a server that all machines reach, by `url`, or measure without `shard`.',
    );
  if (plan.workload.sessions)
    refuse(
      'Conversations cannot be measured in shards: when a turn is due depends on the answer before it.',
      'Leave out `workload.sessions`, or measure without `shard`.',
    );
  if (plan.load.engine)
    refuse(
      `Shards are sent by the built-in engine, and \`load.engine\` names ${plan.load.engine.kind}.`,
      'Leave out `load.engine`, or distribute the load by its own means (docs/engines.md).',
    );
  return { ...wish, ...present({ clock: settings?.clock }), pauseMs: settings?.pause ?? defaultPauseMs };
}
