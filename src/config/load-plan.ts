import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { BaselinePlan, GateMode, LoadPlan, PairingPlan, Plan, SloLimit } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import { checkBlockSizes } from './block-size.ts';
import { checkEngine, seesTokens } from './check-engine.ts';
import { planCost } from './cost-schema.ts';
import { checkEdgeCaseProtocol, edgeCaseGate } from './edge-cases-schema.ts';
import { planExports } from './export-schema.ts';
import { planGate } from './gate-schema.ts';
import { planLimits } from './limits-schema.ts';
import { planLoad } from './load-schema.ts';
import { parseOverrides } from './overrides.ts';
import type { Overrides, ParsedOverrides } from './overrides.ts';
import { PathChecker } from './path-checker.ts';
import { planReplayInputs } from './plan-replay-inputs.ts';
import { planTargets } from './plan-target.ts';
import { planTokenizer } from './plan-synthetic.ts';
import { planClasses } from './plan-workload.ts';
import { present } from './present.ts';
import { Problems } from './problem.ts';
import type { Place } from './problem.ts';
import { planProtocol, streams } from './protocols/index.ts';
import { chooseProfile, planPairing, planScenarios } from './scenario-schema.ts';
import { checkSessions, planSessions } from './sessions-schema.ts';
import { readSettings } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import type { Settings } from './settings-schema.ts';
import { planShard } from './shards-schema.ts';
import { planSlo } from './slo-schema.ts';
import { acceptanceLabelDefault, failOnDefault } from './telling-schema.ts';
import { checkWorkspace } from './workspace.ts';

const defaultProfile = 'pr';
const defaultSeed = 1;
const defaultBaselines = 'baselines';
const defaultOutput = 'out/sluice';

/**
 * Everything that decides a gate, from sluice.yml and what overrides it; every default is filled in here.
 * Inputs are text as the user typed it. Paths in inputs start from the workspace, those in sluice.yml from its folder;
 * in the plan all of them start from the workspace.
 * @throws SluiceError with everything that is wrong: the first problem as the error, all of them as evidence
 */
export function loadPlan(overrides: Overrides): Plan {
  const workspace = checkWorkspace(overrides.workspace);
  const problems = new Problems();
  const parsed = parseOverrides(overrides, problems);
  problems.throwIfAny(locateInput);
  const file = readSettings(workspace, overrides.config, overrides.set);
  const plan = makePlan(overrides, parsed, workspace, file, problems);
  problems.throwIfAny(file?.locate ?? locateInput);
  return plan as Plan;
}

function makePlan(
  overrides: Overrides,
  parsed: ParsedOverrides,
  workspace: string,
  file: SettingsFile | undefined,
  problems: Problems,
): Omit<Plan, 'candidate'> & { candidate?: TargetPlan } {
  const settings: Settings = file?.settings ?? { version: 1 };
  const guesses: string[] = [];
  const paths = new PathChecker(workspace, file?.folder ?? workspace, problems);
  const profile = overrides.profile ?? defaultProfile;
  const chosen = chooseProfile(profile, settings.profiles, { input: 'profile' }, problems);
  const arms = planTargets(settings, parsed, paths, guesses);
  const suite = settings.suite ?? guessSuite(arms?.candidate, paths.folder, guesses);
  const mode = parsed.mode ?? settings.gate?.mode ?? 'auto';
  const slo = planSlo(settings.slo);
  checkMode(
    mode,
    parsed.mode === undefined ? { path: ['gate', 'mode'] } : { input: 'mode' },
    arms,
    slo,
    problems,
  );
  const load = planLoad(settings.load, paths, guesses);
  const classes = planClasses(settings.workload, paths, guesses);
  const protocolGuesses: string[] = [];
  const sessions = planSessions(settings.workload?.sessions);
  const protocol = planProtocol(settings.protocol, protocolGuesses, {
    paths,
    classes,
    sessions: sessions !== undefined,
  });
  guesses.push(...protocolGuesses);
  const pairing = planPairing(arms?.candidate.kind ?? 'container', settings.pairing, problems);
  const scenarios = planScenarios(
    chosen,
    settings.scenarios,
    {
      load,
      workload: settings.workload,
      classNames: classes.map(({ name }) => name),
      target: arms?.candidate.kind,
    },
    problems,
  );
  if (scenarios.some(({ kind }) => kind === 'edge-cases')) checkEdgeCaseProtocol(protocol, problems);
  if (sessions) checkSessions(sessions, protocol, load, problems);
  checkBlockHoldsRequests(load, pairing, problems);
  const gate = planGate(settings.gate, problems, streams(protocol) && seesTokens(load.engine?.kind));
  const engineTask = {
    engine: load.engine,
    protocol,
    sessions,
    arms: [arms?.candidate, arms?.base],
    scenarios,
    gate,
    slo,
  };
  checkEngine(engineTask, problems);
  checkBlockSizes(load, pairing, scenarios, problems);
  return {
    suite,
    profile,
    budgetMs: parsed.budgetMs ?? chosen.budgetMs,
    seed: settings.workload?.seed ?? defaultSeed,
    mode,
    // Nothing is compared with limits alone: a base is neither built nor started.
    ...(arms && mode === 'slo' ? { candidate: arms.candidate } : arms),
    protocol,
    ...(settings.protocol === undefined
      ? { recognise: planRecognition(settings, protocolGuesses, seesTokens(load.engine?.kind)) }
      : {}),
    workload: {
      classes,
      ...planTokenizer(settings.workload, classes, paths, guesses),
      ...present({ sessions }),
    },
    load: { ...load, arrivals: planReplayInputs(load.arrivals, classes, settings.workload, problems) },
    scenarios,
    pairing,
    gate: { ...gate, ...edgeCaseGate(settings.workload?.['edge-cases']) },
    slo,
    ...present({ cost: planCost(settings.cost, load.expectedRatePerSecond) }),
    baselines: planBaselines(settings.baselines, overrides, parsed, paths),
    limits: planLimits(settings, parsed.url, file?.name || 'the settings'),
    ...present({ exports: planExports(settings.export, suite) }),
    output: planOutput(settings.output, overrides, parsed, suite, paths),
    telling: {
      comment: parsed.comment ?? 'auto',
      failOn: parsed.failOn ?? settings['fail-on'] ?? failOnDefault,
      ...planAcceptance(settings.acceptance),
    },
    ...present({
      shard: planShard(
        parsed.shard,
        settings.shards,
        {
          arms: [arms?.candidate, arms?.base],
          plan: { workload: { classes, ...present({ sessions }) }, load },
        },
        problems,
      ),
    }),
    workspace,
    ...present({ configFile: file?.name || undefined }),
    guesses,
  };
}

/** What changes when the running candidate tells a protocol. What is wrong with the gate's settings is told elsewhere. */
function planRecognition(
  { gate }: Settings,
  guesses: string[],
  tokensAreSeen: boolean,
): NonNullable<Plan['recognise']> {
  return { guesses, streamedMetrics: planGate(gate, new Problems(), tokensAreSeen).metrics };
}

function planAcceptance(written: Settings['acceptance']): Pick<Plan['telling'], 'acceptanceLabel'> {
  return written === false ? {} : { acceptanceLabel: written?.label ?? acceptanceLabelDefault };
}

const locateInput = (place: object): string =>
  'input' in place ? `input ${String(place.input)}` : 'sluice.yml';

function checkMode(
  mode: GateMode,
  at: Place,
  arms: { base?: TargetPlan } | undefined,
  slo: readonly SloLimit[],
  problems: Problems,
): void {
  if (mode === 'slo' && slo.length === 0) {
    problems.add(
      'config-invalid',
      at,
      'Mode `slo` judges by absolute limits alone, and none is set.',
      'Write limits in sluice.yml, such as `slo: { latency: { p99: 500ms }, error-rate: 0.1% }` or `slo: { preset: real-time }`.',
    );
  }
  if (mode !== 'paired' || !arms || arms.base) return;
  problems.add(
    'input-invalid',
    at,
    'Mode `paired` compares two arms, and no base is named.',
    'Give the input `base-image`, or write `base:` in sluice.yml, or use mode `auto`.',
  );
}

/** An empty block would be a measurement of nothing. */
function checkBlockHoldsRequests(
  { mixedRatePerSecond, arrivals }: LoadPlan,
  { blockMs }: PairingPlan,
  problems: Problems,
): void {
  // A trace has its own rate; whether its blocks hold requests is found when it is read, before any load.
  if (typeof arrivals === 'object' && arrivals.kind === 'replay') return;
  const requests = (mixedRatePerSecond * blockMs) / 1000;
  if (requests >= 1) return;
  const fact = `A block of ${blockMs} ms at ${mixedRatePerSecond} requests/s holds no request.`;
  const remedy = `Lengthen \`pairing.block\` to ${Math.ceil(10 / mixedRatePerSecond)}s, or raise \`load.expected-rate\`.`;
  problems.add('config-invalid', { path: ['pairing', 'block'] }, fact, remedy);
}

function planBaselines(
  written: Settings['baselines'],
  overrides: Overrides,
  parsed: ParsedOverrides,
  paths: PathChecker,
): BaselinePlan {
  const settings = typeof written === 'string' ? { directory: written } : written;
  const record = parsed.record ?? settings?.record ?? 'auto';
  if (overrides.baselines !== undefined) {
    return { directory: paths.inside(overrides.baselines, { input: 'baselines' }) ?? '', record };
  }
  if (settings?.directory === undefined) return { directory: defaultBaselines, record };
  return { directory: paths.inside(settings.directory, { path: ['baselines'] }) ?? '', record };
}

/** The person at the terminal may write where they like; a file of the repository may not. */
function planOutput(
  written: Settings['output'],
  overrides: Overrides,
  parsed: ParsedOverrides,
  suite: string,
  paths: PathChecker,
): Plan['output'] {
  const settings: { directory?: string | undefined; 'artifact-name'?: string | undefined } | undefined =
    typeof written === 'string' ? { directory: written } : written;
  const artifactName = parsed.artifactName ?? settings?.['artifact-name'] ?? `sluice-${suite}`;
  if (overrides.out !== undefined)
    return { directory: fromWorkspace(paths.workspace, overrides.out), artifactName };
  if (settings?.directory === undefined) {
    return {
      directory: paths.inside(`${paths.workspace}/${defaultOutput}`, { path: ['output'] }) ?? '',
      artifactName,
    };
  }
  return { directory: paths.inside(settings.directory, { path: ['output'] }) ?? '', artifactName };
}

/** Relative where it is inside, absolute where it is not. */
function fromWorkspace(workspace: string, path: string): string {
  const way = relative(workspace, resolve(workspace, path));
  return way.startsWith('..') ? resolve(workspace, path) : way.split(sep).join('/') || '.';
}

/** Named after the image, the host or the folder. */
function guessSuite(target: TargetPlan | undefined, folder: string, guesses: string[]): string {
  const name = nameOf(target, folder)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  const suite = name || 'model';
  guesses.push(`suite: ${suite}, because none is named`);
  return suite;
}

function nameOf(target: TargetPlan | undefined, folder: string): string {
  switch (target?.kind) {
    case 'container':
      if (target.build) return basename(folder);
      return basename(target.image.replace(/@.*$/, '')).replace(/:.*$/, '');
    case 'url':
      if (target.socketPath !== undefined) return basename(target.socketPath).replace(/\.sock$/, '');
      return URL.canParse(target.url) ? new URL(target.url).hostname : '';
    default:
      return basename(folder) || basename(dirname(folder));
  }
}
