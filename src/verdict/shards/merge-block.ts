import type { Block, BlockValidity } from '../../model/run.ts';
import type { Shard, WholeBlock } from '../../model/shard.ts';
import { joinClasses } from './join-classes.ts';
import { joinConditions, joinHealth } from './join-health.ts';
import { joinRequests, keepRequests, placeRequests } from './join-requests.ts';
import type { PlacedRequest } from './join-requests.ts';

/** What one shard measured of a block. */
export interface BlockPart {
  shard: Pick<Shard, 'index' | 'of' | 'clock'>;
  block: Block & { whole: WholeBlock };
}

/** Further apart, a shard's requests would not be among those of the others: half of a lead-in. */
export const mostApartMs = 500;

/**
 * The parts of one block as the block: counts and distributions are sums, single requests are in the order of the schedule.
 * Invalid where a shard is missing, began more than half a second beside the agreed time by the common clock, or was not
 * valid itself; the reason names it.
 * @param parts at least one, in the order of the shards
 * @param agreedAtEpochMs when what was sent in one piece was to begin, by the common clock
 */
export function mergeBlock(parts: readonly [BlockPart, ...BlockPart[]], agreedAtEpochMs: number): Block {
  const [{ block: first }] = parts;
  const { whole, ...own } = first;
  const blocks = parts.map(({ block }) => block);
  const { concurrency, ratePerSecond } = whole;
  const measured = blocks.flatMap(({ health, classes }) =>
    health ? [{ health, requests: attemptedOf(classes) }] : [],
  );
  const conditions = blocks.flatMap(({ runner }) => runner ?? []);
  const requests = mergeRequests(parts);
  const { requests: _, ...place } = own;
  return {
    ...place,
    start: 0,
    startedAtEpochMs: agreedAtEpochMs + whole.measuredFromMs,
    durationMs: concurrency === undefined ? first.durationMs : closedMs(blocks),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(concurrency === undefined ? {} : { concurrency }),
    validity: validityOf(parts, agreedAtEpochMs),
    ...(measured.length > 0 && { health: joinHealth(measured) }),
    ...(conditions.length > 0 && { runner: joinConditions(conditions) }),
    classes: blocks.map(({ classes }) => classes).reduce(joinClasses),
    ...(requests && { requests }),
  };
}

function mergeRequests(parts: readonly [BlockPart, ...BlockPart[]]): Block['requests'] {
  const placed: PlacedRequest[][] = [];
  for (const { block, shard } of parts) {
    // The whole has more than are kept, or its hash would be of more than there is.
    if (!block.requests || parts.length < shard.of) return undefined;
    placed.push(placeRequests(block.requests, block.whole, shard));
  }
  return keepRequests(placed.reduce(joinRequests, []), parts[0].block.whole);
}

/** The time that all users spent, by their number. */
function closedMs(blocks: readonly Block[]): number {
  const users = blocks.reduce((sum, { concurrency = 0 }) => sum + concurrency, 0);
  const spentMs = blocks.reduce((sum, { durationMs, concurrency = 0 }) => sum + durationMs * concurrency, 0);
  return users === 0 ? 0 : spentMs / users;
}

function validityOf(parts: readonly BlockPart[], agreedAtEpochMs: number): BlockValidity {
  const of = parts[0]?.shard.of ?? 0;
  const faults = Array.from({ length: of }, (_, i) => {
    const part = parts.find(({ shard }) => shard.index === i + 1);
    const fault = part ? faultOf(part, agreedAtEpochMs) : { reason: 'is missing in it' };
    return fault && { ...fault, reason: `shard ${i + 1} of ${of} ${fault.reason}` };
  }).filter((fault) => fault !== undefined);
  if (faults.length === 0) return { valid: true };
  const reason = faults.map((fault) => fault.reason).join('; ');
  const isOfRunner = faults.every((fault) => 'cause' in fault && fault.cause === 'runner');
  return { valid: false, reason, ...(isOfRunner ? { cause: 'runner' } : {}) };
}

function faultOf(
  { block, shard }: BlockPart,
  agreedAtEpochMs: number,
): { reason: string; cause?: 'runner' } | undefined {
  const { validity, whole, startedAtEpochMs } = block;
  const apartMs = startedAtEpochMs + shard.clock.offsetMs - whole.measuredFromMs - agreedAtEpochMs;
  if (Math.abs(apartMs) > mostApartMs)
    return { reason: `began ${Math.round(Math.abs(apartMs))} ms ${apartMs > 0 ? 'late' : 'early'}` };
  if (validity.valid) return undefined;
  const { reason, cause } = validity;
  return { reason: `was not valid: ${reason}`, ...(cause && { cause }) };
}

const attemptedOf = (classes: Block['classes']): number =>
  Object.values(classes).reduce((sum, { attempted }) => sum + attempted, 0);
