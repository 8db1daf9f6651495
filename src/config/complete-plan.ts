import type { Plan } from '../model/plan.ts';
import { describeRecognised, type Recognised } from '../model/recognised.ts';
import { planRecognised, streams } from './protocols/index.ts';

/**
 * A plan without a named protocol, with the one that the running candidate was found to speak. A protocol that cannot do
 * without settings leaves the plan as it was, and says so.
 */
export function completePlan(plan: Plan, found: Recognised): Plan {
  const { recognise, ...rest } = plan;
  if (!recognise) return plan;
  const told = [`protocol: ${describeRecognised(found)}`];
  const { classes, sessions } = plan.workload;
  const protocol = planRecognised(found, told, { classes, sessions: sessions !== undefined });
  if (!protocol) {
    const guess = `protocol: ${plan.protocol.kind}, though the server looks like ${describeRecognised(found)}: that one needs settings`;
    return { ...rest, guesses: [...plan.guesses, guess] };
  }
  const metrics = streams(protocol) ? recognise.streamedMetrics : plan.gate.metrics;
  return {
    ...rest,
    protocol,
    gate: { ...plan.gate, metrics },
    guesses: [...plan.guesses.filter((guess) => !recognise.guesses.includes(guess)), ...told],
  };
}
