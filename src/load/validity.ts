import type { GeneratorBounds } from '../model/plan.ts';
import type { Block } from '../model/run.ts';
import type { GeneratorHealth } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';

/** Locust warns of more: its requests then wait for one another. */
const mostWorkerShare = 0.9;

/** Judges the generator: past a bound, what was measured is the generator and not the model, and the block says so. */
export function judgeGenerator(
  block: BlockPlan,
  health: GeneratorHealth,
  bounds: GeneratorBounds,
): Block['validity'] {
  const faults: string[] = [];
  const sendLag = health.sendLagMs.p99;
  const loopDelay = health.eventLoopDelayMs.p99;
  // A closed loop has no schedule, so there is no send lag and no rate to miss.
  if (block.arrivals.kind !== 'closed') {
    if (sendLag > bounds.sendLagP99Ms) {
      faults.push(`send lag p99 ${show(sendLag)} ms over the bound of ${show(bounds.sendLagP99Ms)} ms`);
    }
    if (health.achievedRate < bounds.minimumAchievedRate) {
      const achieved = `${show(health.achievedRate * 100)} % of the asked requests sent in time`;
      faults.push(`${achieved}, under the bound of ${show(bounds.minimumAchievedRate * 100)} %`);
    }
  }
  if (loopDelay > bounds.eventLoopDelayP99Ms) {
    faults.push(
      `event-loop delay p99 ${show(loopDelay)} ms over the bound of ${show(bounds.eventLoopDelayP99Ms)} ms`,
    );
  }
  if ((health.busiestWorkerShare ?? 0) > mostWorkerShare) {
    const used = `a process of the generator used ${show((health.busiestWorkerShare ?? 0) * 100)} % of the CPU that it could have`;
    faults.push(`${used}, over the bound of ${mostWorkerShare * 100} %`);
  }
  if (health.localFaults) {
    faults.push(`${health.localFaults} requests found no free local port or file descriptor`);
  }
  if (faults.length === 0) return { valid: true };
  return { valid: false, reason: `the generator was the bottleneck: ${faults.join('; ')}` };
}

/** Three significant digits, without an exponent. */
function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}
