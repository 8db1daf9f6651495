import type { BlockPlan } from '../../model/schedule.ts';
import type { EngineOptions } from '../engine.ts';
import { blockSalt } from '../protocols/salt.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';

/**
 * What a user's own script is told of the block that it is run for; docs/engines.md describes each. The seed is that of the
 * block: the same in both arms of a pair, and another in the next block.
 */
export function scriptEnvironment(
  block: BlockPlan,
  { origin, basePath }: ResolvedEndpoint,
  { salt, workload }: Pick<EngineOptions, 'salt' | 'workload'>,
): Record<string, string> {
  const { scenario, index, leadInMs, durationMs, ratePerSecond, arrivals } = block;
  const digits = blockSalt(salt, scenario, index);
  return {
    SLUICE_URL: origin + basePath,
    SLUICE_SCENARIO: scenario,
    SLUICE_BLOCK: String(index),
    SLUICE_DURATION_SECONDS: String((leadInMs + durationMs) / 1000),
    SLUICE_LEAD_IN_SECONDS: String(leadInMs / 1000),
    // At least one of the two: an open loop has a rate, a closed one has users.
    ...(ratePerSecond === undefined ? {} : { SLUICE_RATE: String(ratePerSecond) }),
    ...(arrivals.kind === 'closed'
      ? {
          SLUICE_USERS: String(arrivals.loop.concurrency),
          SLUICE_REQUESTS: String(arrivals.loop.itemIndex.length),
        }
      : {}),
    // Below 2^31, which every generator of random numbers takes.
    SLUICE_SEED: String(Number(digits.slice(-9))),
    SLUICE_SALT: digits,
    SLUICE_CLASSES: workload.classes.map(({ name }) => name).join(','),
  };
}
