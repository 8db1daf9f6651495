import { metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { GatePlan, SessionsPlan, SloLimit } from '../model/plan.ts';
import type { EnginePlan } from '../model/engine.ts';
import type { ProtocolPlan } from '../model/protocol.ts';
import type { ScenarioPlan } from '../model/scenario.ts';
import type { TargetPlan } from '../model/target.ts';
import type { Problems } from './problem.ts';

interface EngineTask {
  engine: EnginePlan | undefined;
  protocol: ProtocolPlan;
  sessions: SessionsPlan | undefined;
  arms: readonly (TargetPlan | undefined)[];
  scenarios: readonly ScenarioPlan[];
  gate: GatePlan;
  slo: readonly SloLimit[];
}

const remedy = 'Use the built-in engine: leave `load.engine` out, or write `built-in`.';

/** k6 hands a script the whole answer, and never tells when its first token came. */
export const seesTokens = (engine: EnginePlan['kind'] | undefined): boolean => engine !== 'k6';

/** Refuses, before anything is started, what the engine that the settings name cannot send or see. */
export function checkEngine(task: EngineTask, problems: Problems): void {
  const { engine, protocol, sessions, arms, scenarios } = task;
  if (engine === undefined) return;
  const refuse = (what: string) =>
    problems.add(
      'engine-unsupported',
      { path: ['load', 'engine'] },
      `The engine ${engine.kind} does not send ${what}.`,
      remedy,
    );
  if (protocol.kind === 'oip-v2-grpc') refuse('calls of gRPC');
  if (protocol.kind === 'script')
    refuse('the requests of `protocol: { script }`, which a module for Sluice makes');
  if (sessions) refuse('`workload.sessions`, whose next request holds the answer before it');
  if (arms.some((arm) => arm?.kind === 'url' && arm.socketPath !== undefined))
    refuse('requests over a unix socket');
  if (engine.kind === 'locust') {
    if (arms.some((arm) => arm?.http === '2')) refuse('requests of HTTP/2');
    if (engine.script && engine.master) refuse('a locustfile of your own from workers of other machines');
  } else if (arms.some((arm) => arm?.http === '2' && !(arm.kind === 'url' && arm.url.startsWith('https:'))))
    refuse('HTTP/2 without TLS');
  const uneven = scenarios.find(
    (each) => each.kind === 'spike' || (each.kind === 'ramp' && each.shape === 'linear'),
  );
  if (engine.script && uneven)
    refuse(
      `${uneven.kind === 'spike' ? 'spikes' : 'linear ramps'} by a script of your own, which is told one rate`,
    );
  if (!seesTokens(engine.kind)) checkTokenMetrics(task, problems);
}

/** What is gated and never measured would leave every verdict open. */
function checkTokenMetrics({ engine, gate, slo }: EngineTask, problems: Problems): void {
  const ofTokens = (id: MetricId) => {
    const { kind } = metrics[id];
    return kind.kind === 'quantile' && ['ttft', 'tpot', 'itl'].includes(kind.of);
  };
  const asked = [
    ...gate.metrics.map(({ metric }) => ({ metric, path: ['gate', 'metrics'] })),
    ...slo.map(({ metric }) => ({ metric, path: ['slo'] })),
  ].filter(({ metric }) => ofTokens(metric));
  for (const { metric, path } of asked) {
    const fact = `The engine ${engine?.kind} does not see the tokens of a stream, and ${metric} is asked of it.`;
    problems.add('engine-unsupported', { path }, fact, `Leave ${metric} out. ${remedy}`);
  }
}
