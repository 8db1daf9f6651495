import { strictestLimits } from '../config/index.ts';
import type { Engine } from '../load/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Mask } from '../model/mask.ts';
import type { LimitsPlan, Plan } from '../model/plan.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';
import type { GateContext } from './context.ts';
import { isElsewhere } from './limits.ts';

/** How much load a gate may put on another machine, and how much it has; of all of its engines together. */
export interface LoadAccount {
  limits: Pick<LimitsPlan, 'mostRatePerSecond' | 'mostRequests' | 'source'>;
  sent: number;
  /** Machines that send at the same time, this one included, each with its share of the limits. */
  shards: number;
  /** A script of the user's own sends as it likes: what it has sent is known afterwards alone. */
  byOwnScript?: boolean;
}

const windowMs = 1000;

/** One account for all engines of a gate; none where the load stays on this machine. */
export function createGuard(plan: Plan, { mask, tell }: GateContext): (engine: Engine) => Engine {
  const account = accountOf(plan);
  return (engine) => guardEngine(engine, mask, account, (text) => tell({ kind: 'note', text }));
}

/**
 * Checks a block that others will send as one that is sent here.
 * @throws SluiceError `limits-exceeded`
 */
export function checkBlock(plan: Plan, block: BlockPlan): void {
  const account = accountOf(plan);
  if (account) withinAccount(block, account);
}

function accountOf(plan: Plan): LoadAccount | undefined {
  const { candidate, base, shard } = plan;
  const shards = shard?.of ?? 1;
  const limits = shareOf(plan.limits ?? strictestLimits, shards);
  const goesElsewhere = isElsewhere(candidate) || (base !== undefined && isElsewhere(base));
  const byOwnScript = plan.load.engine?.script !== undefined;
  return goesElsewhere ? { limits, sent: 0, shards, byOwnScript } : undefined;
}

/** Shards together may send no more than one machine alone. */
function shareOf(limits: LimitsPlan, shards: number): LoadAccount['limits'] {
  const { mostRatePerSecond, mostRequests, source } = limits;
  if (shards === 1) return { mostRatePerSecond, mostRequests, source };
  return {
    mostRatePerSecond: mostRatePerSecond / shards,
    mostRequests: Math.floor(mostRequests / shards),
    source: `${source}, a share of them for each of ${shards} shards`,
  };
}

/**
 * The engine, which sends no block beyond the account (none: whatever is asked), and whose examples of errors hold no secret.
 * A closed loop, whose rate is the server's answer, is held back at the most rate; `onHeldBack` hears of one that was.
 * @throws SluiceError of its `run`, besides its own: `limits-exceeded` before any load of the block is sent, and after it where
 * a script of the user's own sent more
 */
export function guardEngine(
  engine: Engine,
  mask: Mask,
  account: LoadAccount | undefined,
  onHeldBack: (text: string) => void,
): Engine {
  return {
    close: () => engine.close(),
    async run(block, endpoint, options) {
      const allowed = account ? withinAccount(block, account) : block;
      const measured = await engine.run(allowed, endpoint, options);
      if (account) settle(account, measured.samples, block, onHeldBack);
      const hidden = measured.errorExamples.map((example) => ({
        ...example,
        message: mask.hide(example.message),
      }));
      return { ...measured, errorExamples: hidden };
    },
  };
}

/** The block as it may be sent. Of open loops all is known before; what is asked of one is what it gets, or nothing. */
function withinAccount(block: BlockPlan, { limits, sent, shards }: LoadAccount): BlockPlan {
  const { arrivals, leadInMs, durationMs } = block;
  const { mostRatePerSecond } = limits;
  const left = limits.mostRequests - sent;
  if (arrivals.kind === 'closed') {
    if (left <= 0) throw tooMany(sent, limits);
    const { loop } = arrivals;
    // The bound of the loop is the number of its requests: so there are no more of them than are left.
    const held = { ...loop, itemIndex: loop.itemIndex.subarray(0, left), mostRatePerSecond };
    return { ...block, arrivals: { kind: 'closed', loop: withThinkTimes(held) } };
  }
  const requests = arrivals.schedule.itemIndex.length;
  if (requests > left) throw tooMany(sent + requests, limits);
  const busiest =
    arrivals.kind === 'open'
      ? busiestWindow(arrivals.schedule.dueAtMs)
      : (requests * windowMs) / (leadInMs + durationMs);
  if (busiest > mostInASecond(mostRatePerSecond, shards)) throw tooFast(busiest, block, limits);
  return block;
}

/**
 * Chance clusters arrivals: a Poisson process of the most rate has five standard deviations more once in a million. Shards get
 * every n-th request of one such process, so what they have together is dealt to them, and not five deviations to each.
 */
function mostInASecond(shareOfRate: number, shards: number): number {
  const rate = shareOfRate * shards;
  const most = rate + 5 * Math.sqrt(rate);
  return shards === 1 ? most : Math.ceil(most / shards);
}

type ClosedLoop = Extract<BlockPlan['arrivals'], { kind: 'closed' }>['loop'];

const withThinkTimes = (loop: ClosedLoop): ClosedLoop =>
  loop.thinkMs ? { ...loop, thinkMs: loop.thinkMs.subarray(0, loop.itemIndex.length) } : loop;

/** The most requests that are due within one second. `dueAtMs` ascends. */
function busiestWindow(dueAtMs: Float64Array): number {
  let first = 0;
  let most = 0;
  for (let last = 0; last < dueAtMs.length; last += 1) {
    while ((dueAtMs[last] as number) - (dueAtMs[first] as number) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function settle(
  account: LoadAccount,
  samples: BlockSamples['samples'],
  block: BlockPlan,
  onHeldBack: (text: string) => void,
): void {
  const requests = samples.count;
  account.sent += requests;
  const { arrivals, scenario, leadInMs, durationMs } = block;
  const { mostRatePerSecond, mostRequests } = account.limits;
  if (account.byOwnScript) {
    const sent = samples.sentAtMs.filter((ms) => !Number.isNaN(ms)).sort();
    const busiest = busiestWindow(sent);
    if (busiest > mostInASecond(mostRatePerSecond, account.shards))
      throw sentTooFast(busiest, block, account.limits);
    if (account.sent > mostRequests) throw tooMany(account.sent, account.limits);
    return;
  }
  if (arrivals.kind !== 'closed') return;
  if ((requests * 1000) / (leadInMs + durationMs) < 0.9 * mostRatePerSecond) return;
  onHeldBack(
    `${scenario} was held back at ${mostRatePerSecond} requests/s, the limit of a url target: it says nothing of what the server could do.`,
  );
}

function tooMany(requests: number, { mostRequests, source }: LoadAccount['limits']): SluiceError {
  return new SluiceError('limits-exceeded', {
    fact: `The gate would send ${requests} requests to the url target, and ${mostRequests} are within the limits (${source}).`,
    remedy:
      'Shorten `budget` or lower `load.expected-rate`, or raise `limits.requests` in sluice.yml of the base branch, in a change of its own.',
  });
}

function sentTooFast(
  rate: number,
  { scenario }: BlockPlan,
  { mostRatePerSecond, source }: LoadAccount['limits'],
): SluiceError {
  return new SluiceError('limits-exceeded', {
    fact: `The script of your own sent ${rate} requests within a second of ${scenario} to the url target, and ${mostRatePerSecond} are within the limits (${source}).`,
    remedy:
      'Let the script keep to the rate that it is given, or raise `limits.rate` in sluice.yml of the base branch, in a change of its own.',
  });
}

function tooFast(
  rate: number,
  { scenario }: BlockPlan,
  { mostRatePerSecond, source }: LoadAccount['limits'],
): SluiceError {
  return new SluiceError('limits-exceeded', {
    fact: `${scenario} would send ${Math.ceil(rate)} requests within a second to the url target, and ${mostRatePerSecond} are within the limits (${source}).`,
    remedy:
      'Lower the rates of `load` and of the scenario, or raise `limits.rate` in sluice.yml of the base branch, in a change of its own.',
  });
}
