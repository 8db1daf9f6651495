import type { GatePlan } from '../model/plan.ts';
import { planGate } from './gate-schema.ts';
import { streams } from './openai-schema.ts';
import type { Overrides } from './overrides.ts';
import { Problems } from './problem.ts';
import { planProtocol } from './protocol-schema.ts';
import { readSettings } from './settings-file.ts';
import { checkWorkspace } from './workspace.ts';

/**
 * The `gate:` part of the settings alone, for judging what was measured before: no target needs to be named.
 * @throws SluiceError as `loadPlan` does
 */
export function loadGate({
  workspace,
  config,
  set,
}: Pick<Overrides, 'workspace' | 'config' | 'set'>): GatePlan {
  const file = readSettings(checkWorkspace(workspace), config, set);
  const problems = new Problems();
  const gate = planGate(file?.settings.gate, problems, streams(planProtocol(file?.settings.protocol, [])));
  problems.throwIfAny(file?.locate ?? (() => 'the settings'));
  return gate;
}
