import type { JudgingPlan } from '../model/plan.ts';
import { edgeCaseGate } from './edge-cases-schema.ts';
import { planGate } from './gate-schema.ts';
import type { Overrides } from './overrides.ts';
import { Problems } from './problem.ts';
import { planProtocol, streams } from './protocols/index.ts';
import { readSettings } from './settings-file.ts';
import { planSlo } from './slo-schema.ts';
import { checkWorkspace } from './workspace.ts';

/**
 * The `gate:` and `slo:` parts of the settings alone, for judging what was measured before: no target needs to be named.
 * @throws SluiceError as `loadPlan` does
 */
export function loadGate({
  workspace,
  config,
  set,
}: Pick<Overrides, 'workspace' | 'config' | 'set'>): JudgingPlan {
  const file = readSettings(checkWorkspace(workspace), config, set);
  const problems = new Problems();
  const gate = planGate(file?.settings.gate, problems, streams(planProtocol(file?.settings.protocol, [])));
  problems.throwIfAny(file?.locate ?? (() => 'the settings'));
  const edgeCases = edgeCaseGate(file?.settings.workload?.['edge-cases']);
  return { gate: { ...gate, ...edgeCases }, slo: planSlo(file?.settings.slo) };
}
