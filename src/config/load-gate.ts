import type { JudgingPlan } from '../model/plan.ts';
import { seesTokens } from './check-engine.ts';
import { planCost } from './cost-schema.ts';
import { edgeCaseGate } from './edge-cases-schema.ts';
import { engineKind } from './engine-schema.ts';
import { planGate } from './gate-schema.ts';
import { guessedRatePerSecond } from './load-schema.ts';
import type { Overrides } from './overrides.ts';
import { present } from './present.ts';
import { Problems } from './problem.ts';
import { planProtocol, streams } from './protocols/index.ts';
import { readSettings } from './settings-file.ts';
import { planSlo } from './slo-schema.ts';
import { checkWorkspace } from './workspace.ts';

/**
 * The `gate:`, `slo:` and `cost:` parts of the settings alone, for judging what was measured before: no target needs to be named.
 * @throws SluiceError as `loadPlan` does
 */
export function loadGate({
  workspace,
  config,
  set,
}: Pick<Overrides, 'workspace' | 'config' | 'set'>): JudgingPlan {
  const file = readSettings(checkWorkspace(workspace), config, set);
  const problems = new Problems();
  const { gate: written, protocol } = file?.settings ?? {};
  const tokensAreSeen = seesTokens(engineKind(file?.settings.load?.engine));
  const gate = planGate(written, problems, tokensAreSeen && streams(planProtocol(protocol, [])));
  problems.throwIfAny(file?.locate ?? (() => 'the settings'));
  const edgeCases = edgeCaseGate(file?.settings.workload?.['edge-cases']);
  return {
    gate: { ...gate, ...edgeCases },
    slo: planSlo(file?.settings.slo),
    ...present({
      cost: planCost(file?.settings.cost, file?.settings.load?.['expected-rate'] ?? guessedRatePerSecond),
    }),
    ...(protocol === undefined
      ? { streamedMetrics: planGate(written, new Problems(), tokensAreSeen).metrics }
      : {}),
  };
}
