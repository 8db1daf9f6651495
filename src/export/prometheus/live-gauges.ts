import type { Progress } from '../../model/progress.ts';
import type { MakeGauge } from './make-gauge.ts';

/** What a block that runs shows of itself. */
export function liveGauges(gauge: MakeGauge) {
  const arm = ['arm', 'scenario'] as const;
  const gauges = {
    inFlight: gauge('in_flight_requests', 'Requests that wait for their answer.', arm),
    rate: gauge('answers_per_second', 'Answers over the last second, errors included.', arm),
    asked: gauge('asked_requests_per_second', 'Rate that the running block asks for.', arm),
    users: gauge('concurrent_users', 'Users of the running closed loop.', arm),
    errors: gauge('scenario_errors', 'Errors of this arm since the scenario began.', arm),
    latency: gauge('recent_latency_seconds', 'Of successes of about the last 3 s.', [...arm, 'statistic']),
  };
  const elapsed = gauge('elapsed_seconds', 'Since the gate began.');
  const remaining = gauge('budget_remaining_seconds', 'Until the budget is over.');
  const reset = (): void => Object.values(gauges).forEach((each) => each.reset());
  let last = '';
  return {
    reset,
    set(progress: Progress): void {
      const at = { arm: progress.arm, scenario: progress.scenario };
      // The arms are never under load at the same time: what the block before showed is over.
      const now = `${at.arm} ${at.scenario} ${progress.position}`;
      if (now !== last) reset();
      last = now;
      elapsed.set(progress.elapsedMs / 1000);
      remaining.set(progress.remainingMs / 1000);
      const { inFlight, ratePerSecond, askedPerSecond, concurrency, errors, p50Ms, p95Ms, p99Ms } = progress;
      gauges.rate.set(at, ratePerSecond);
      gauges.errors.set(at, errors);
      if (inFlight !== undefined) gauges.inFlight.set(at, inFlight);
      if (askedPerSecond !== undefined) gauges.asked.set(at, askedPerSecond);
      if (concurrency !== undefined) gauges.users.set(at, concurrency);
      for (const [statistic, ms] of Object.entries({ p50: p50Ms, p95: p95Ms, p99: p99Ms }))
        if (typeof ms === 'number') gauges.latency.set({ ...at, statistic }, ms / 1000);
    },
  };
}
