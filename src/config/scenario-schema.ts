import { z } from 'zod';
import type { LoadPlan, PairingPlan } from '../model/plan.ts';
import { scenarioNames } from '../model/scenario.ts';
import type { ScenarioName, ScenarioPlan } from '../model/scenario.ts';
import type { TargetPlan } from '../model/target.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { planEdgeCases } from './edge-cases-schema.ts';
import { nearest, suggest } from './nearest.ts';
import type { Place, Problems } from './problem.ts';
import { planRamp, rampSchema } from './ramp-schema.ts';
import { batchingSchema, planBatching } from './scenarios/batching.ts';
import { coldStartSchema, planColdStart } from './scenarios/cold-start.ts';
import { faultsSchema, planFaults } from './scenarios/faults.ts';
import { longContextSchema, planLongContext } from './scenarios/long-context.ts';
import { planSpike, spikeSchema } from './scenarios/spike.ts';
import { planSteady, steadySchema } from './scenarios/steady.ts';
import { planThinkTime, thinkTimeSchema } from './think-time.ts';
import type { WorkloadSettings } from './workload-schema.ts';

/** `closed` wants a number of users and `faults` a dependency, which only their owner knows. */
const defaultScenarios: readonly ScenarioName[] = ['cold-start', 'single', 'ramp', 'mixed'];

export const scenariosSchema = closed({
  'cold-start': coldStartSchema.optional(),
  single: closed({
    'requests-per-class': z.number().int().min(1).max(10_000).optional(),
    maximum: duration().optional(),
  }).optional(),
  ramp: rampSchema.optional(),
  mixed: closed({}).optional(),
  closed: closed({
    concurrency: z.number().int().min(1).max(10_000).describe('Users, each with one request at a time.'),
    duration: duration().optional(),
    'think-time': thinkTimeSchema
      .optional()
      .describe('Between an answer and the next request of the same user; none by default.'),
  }).optional(),
  spike: spikeSchema.optional(),
  sustained: steadySchema.optional(),
  soak: steadySchema.optional(),
  endurance: steadySchema.optional(),
  'long-context': longContextSchema.optional(),
  batching: batchingSchema.optional(),
  faults: faultsSchema.optional(),
});

const profile = closed({
  budget: duration().optional(),
  // An unknown name is found later, because it has an error code of its own.
  scenarios: z
    .array(z.string().meta({ enum: [...scenarioNames] }))
    .min(1)
    .optional(),
});

export const profilesSchema = z.record(z.string().min(1), profile);

export const pairingSchema = closed({
  block: duration().optional(),
  'lead-in': duration({ allowZero: true }).optional(),
  'restart-every': z.number().int().min(0).max(1000).optional(),
  'maximum-pairs': z.number().int().min(6).max(1000).optional(),
});

type ScenarioSettings = z.output<typeof scenariosSchema>;
type ProfileSettings = z.output<typeof profilesSchema>;
type PairingSettings = z.output<typeof pairingSchema>;

const builtinProfiles: Readonly<Record<string, Omit<ChosenProfile, 'listed'>>> = {
  pr: { budgetMs: 3 * 60_000, scenarios: defaultScenarios },
  release: {
    budgetMs: 45 * 60_000,
    scenarios: [...defaultScenarios, 'spike', 'long-context', 'soak'],
  },
  nightly: {
    budgetMs: 90 * 60_000,
    scenarios: [...defaultScenarios, 'spike', 'long-context', 'batching', 'soak'],
  },
};

interface ChosenProfile {
  budgetMs: number;
  scenarios: readonly ScenarioName[];
  /** The user named the scenarios. */
  listed: boolean;
}

/** The profile by its name; what it does not say comes from the built-in one of that name, else from `pr`. */
export function chooseProfile(
  name: string,
  settings: ProfileSettings = {},
  at: Place,
  problems: Problems,
): ChosenProfile {
  const own = Object.hasOwn(settings, name) ? settings[name] : undefined;
  const builtin = Object.hasOwn(builtinProfiles, name) ? builtinProfiles[name] : undefined;
  const fallback = builtin ?? { budgetMs: 3 * 60_000, scenarios: defaultScenarios };
  if (!own && !builtin) {
    const known = [...new Set([...Object.keys(settings), ...Object.keys(builtinProfiles)])];
    problems.add('profile-unknown', at, `There is no profile \`${name}\`.`, suggest(name, known));
  }
  checkScenarioNames(settings, problems);
  return {
    budgetMs: own?.budget ?? fallback.budgetMs,
    scenarios: own?.scenarios?.filter(isScenario) ?? fallback.scenarios,
    listed: own?.scenarios !== undefined,
  };
}

/** All profiles are checked, so that a fault in `release` is not first found on the day of the release. */
function checkScenarioNames(settings: ProfileSettings, problems: Problems): void {
  for (const [name, { scenarios }] of Object.entries(settings)) {
    for (const [index, scenario] of (scenarios ?? []).entries()) {
      const at = { path: ['profiles', name, 'scenarios', index] };
      if (!isScenario(scenario)) {
        const near = nearest(scenario, scenarioNames);
        const remedy = near
          ? `Did you mean \`${near}\`?`
          : `Scenarios of this version: ${scenarioNames.join(', ')}.`;
        problems.add('scenario-unknown', at, `There is no scenario \`${scenario}\`.`, remedy);
      } else if (scenarios?.indexOf(scenario) !== index) {
        problems.add(
          'config-invalid',
          at,
          `The scenario \`${scenario}\` is listed twice.`,
          'List each scenario once.',
        );
      }
    }
    if (scenarios && !scenarios.includes('mixed') && scenarios.every(isScenario)) {
      const fact = `The profile \`${name}\` has no \`mixed\` scenario.`;
      problems.add(
        'config-invalid',
        { path: ['profiles', name, 'scenarios'] },
        fact,
        'Add `mixed`: the verdict is made from it.',
      );
    }
  }
}

function isScenario(name: string): name is ScenarioName {
  return (scenarioNames as readonly string[]).includes(name);
}

/** What scenarios are planned by, besides their own settings. */
export interface ScenarioSurroundings {
  load: LoadPlan;
  workload: WorkloadSettings | undefined;
  classNames: readonly string[];
  target: TargetPlan['kind'] | undefined;
}

/** Edge cases are sent where a profile lists them, and where they are described and no list says otherwise. */
export function planScenarios(
  chosen: ChosenProfile,
  settings: ScenarioSettings = {},
  { load, workload, classNames, target }: ScenarioSurroundings,
  problems: Problems,
): ScenarioPlan[] {
  const edgeCases = workload?.['edge-cases'];
  const added: ScenarioName[] = edgeCases && !chosen.listed ? ['edge-cases'] : [];
  return [...chosen.scenarios, ...added].map((kind) => {
    switch (kind) {
      case 'cold-start':
        return planColdStart(settings['cold-start']);
      case 'single':
        return {
          kind,
          requestsPerClass: settings.single?.['requests-per-class'] ?? 10,
          maximumMs: settings.single?.maximum ?? 3_000,
        };
      case 'ramp':
        return planRamp(chosen.budgetMs, settings.ramp, load, problems);
      case 'mixed':
        return { kind };
      case 'closed':
        return planClosed(settings.closed, problems);
      case 'spike':
        return planSpike(settings.spike);
      case 'sustained':
      case 'soak':
      case 'endurance':
        return planSteady(kind, settings[kind], load);
      case 'long-context':
        return planLongContext(settings['long-context'], classNames, problems);
      case 'batching':
        return planBatching(settings.batching, target, problems);
      case 'faults':
        return planFaults(settings.faults, target, problems);
      case 'edge-cases':
        return planEdgeCases(edgeCases, problems);
    }
  });
}

const closedMs = 10_000;

function planClosed(settings: ScenarioSettings['closed'], problems: Problems): ScenarioPlan {
  if (settings === undefined) {
    const fact = 'The scenario `closed` does not say how many users there are.';
    const remedy = 'Write for example `scenarios: { closed: { concurrency: 8 } }`.';
    problems.add('config-invalid', { path: ['scenarios', 'closed'] }, fact, remedy);
  }
  return {
    kind: 'closed',
    concurrency: settings?.concurrency ?? 1,
    durationMs: settings?.duration ?? closedMs,
    thinkTime: planThinkTime(settings?.['think-time']),
  };
}

export function planPairing(
  kind: TargetPlan['kind'],
  settings: PairingSettings = {},
  problems: Problems,
): PairingPlan {
  const blockMs = settings.block ?? 5_000;
  const leadInMs = settings['lead-in'] ?? Math.min(1_000, blockMs / 5);
  if (leadInMs > blockMs) {
    const fact = `\`pairing.lead-in\` (${leadInMs} ms) is longer than the block (${blockMs} ms).`;
    problems.add(
      'config-invalid',
      { path: ['pairing', 'lead-in'] },
      fact,
      'A lead-in of `500ms` to `1s` is enough for most.',
    );
  }
  return {
    blockMs,
    leadInMs,
    // Nobody but its owner can restart what runs behind a url.
    restartEveryPairs: kind === 'url' ? 0 : (settings['restart-every'] ?? 6),
    maximumPairs: settings['maximum-pairs'] ?? 36,
  };
}
