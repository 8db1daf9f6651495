import type { ContainerPlan, ProcessPlan, ReadinessPlan, TargetPlan } from '../model/plan.ts';
import { chooseKind, namesBase } from './choose-target.ts';
import type { TargetKind } from './choose-target.ts';
import type { ParsedOverrides } from './overrides.ts';
import type { PathChecker } from './path-checker.ts';
import { planUrl, urlFormOf } from './plan-url.ts';
import type { UrlForm } from './plan-url.ts';
import { present } from './present.ts';
import type { ContainerSettings, ProcessSettings, TargetSettings } from './target-schema.ts';

interface Arms {
  candidate: TargetPlan;
  base?: TargetPlan;
}

type Arm = 'target' | 'base';

const readyDefaults: ReadinessPlan = { path: '/health', timeoutMs: 5 * 60_000, intervalMs: 100 };
const guessedPort = 8080;

/**
 * Both arms from file and inputs. The base takes from the target what it does not say itself.
 * @returns undefined where the target cannot be told; why is among the problems
 */
export function planTargets(
  settings: { target?: TargetSettings | undefined; base?: TargetSettings | undefined },
  overrides: ParsedOverrides,
  paths: PathChecker,
  guesses: string[],
): Arms | undefined {
  const { problems } = paths;
  const kind = chooseKind(settings.target, overrides, problems);
  if (kind === undefined) return undefined;
  const candidateForm = formOf(
    kind,
    settings.target,
    { image: overrides.image, url: overrides.url },
    'target',
    paths,
  );
  const candidate = planForm(candidateForm, 'target', paths, guesses);
  if (!namesBase(settings.base, overrides, kind, problems)) return { candidate };
  const baseForm = formOf(kind, settings.base, { image: overrides.baseImage }, 'base', paths);
  const base = planForm(merge(candidateForm, baseForm), 'base', paths, []);
  checkPorts(candidate, base, paths);
  return { candidate, base };
}

/** The settings of one form, with what the inputs override, and paths as they are from the workspace. */
type Form =
  | ({ kind: 'container' } & ContainerSettings)
  | ({ kind: 'process' } & ProcessSettings)
  | ({ kind: 'url' } & UrlForm);

function formOf(
  kind: TargetKind,
  settings: TargetSettings | undefined,
  inputs: { image?: string | undefined; url?: string | undefined },
  arm: Arm,
  paths: PathChecker,
): Form {
  switch (kind) {
    case 'container': {
      const volumes = settings?.container?.volumes?.map((volume, index) =>
        planVolume(volume, arm, index, paths),
      );
      return { kind, ...settings?.container, ...present({ volumes, image: inputs.image }) };
    }
    case 'process':
      return {
        kind,
        ...settings?.process,
        ...present({ directory: planDirectory(settings?.process?.directory, arm, paths) }),
      };
    case 'url':
      return { kind, ...urlFormOf(settings?.url, inputs.url, arm, paths) };
  }
}

/** `base` over `target`: maps of names are joined, everything else is replaced. */
function merge(target: Form, base: Form): Form {
  const env = 'env' in target || 'env' in base ? { env: { ...envOf(target), ...envOf(base) } } : {};
  return { ...target, ...base, ...env, ready: { ...target.ready, ...base.ready } } as Form;
}

const envOf = (form: Form): Record<string, string> => ('env' in form ? (form.env ?? {}) : {});

function planForm(form: Form, arm: Arm, paths: PathChecker, guesses: string[]): TargetPlan {
  switch (form.kind) {
    case 'container':
      return planContainer(form, arm, paths, guesses);
    case 'process':
      return planProcess(form, arm, paths);
    case 'url':
      return { ...planUrl(form, arm, paths), ...planProbes(form) };
  }
}

function planContainer(
  written: ContainerSettings,
  arm: Arm,
  { problems }: PathChecker,
  guesses: string[],
): ContainerPlan {
  if (written.image === undefined) {
    const remedy = 'Give the input `image`, or write `image:` here.';
    problems.add(
      'target-missing',
      { path: [arm, 'container'] },
      `\`${arm}.container\` names no image.`,
      remedy,
    );
  }
  if (written.port === undefined)
    guesses.push(`port in the container: ${guessedPort}, because none is given`);
  return {
    kind: 'container',
    image: written.image ?? '',
    port: written.port ?? guessedPort,
    env: written.env ?? {},
    isolation: written.isolation ?? 'auto',
    volumes: written.volumes ?? [],
    pull: written.pull ?? 'missing',
    extraArguments: written['extra-arguments'] ?? [],
    command: written.command ?? [],
    ...present({
      memory: written.memory,
      cpus: written.cpus,
      gpus: written.gpus,
      network: written.network,
      http: written.http,
    }),
    ...planProbes(written),
  };
}

function planProcess(written: ProcessSettings, arm: Arm, { problems }: PathChecker): ProcessPlan {
  const [program, ...rest] = written.command ?? [];
  if (program === undefined) {
    const remedy = 'Write `command: [program, argument, ...]`.';
    problems.add(
      'target-missing',
      { path: [arm, 'process'] },
      `\`${arm}.process\` names no command.`,
      remedy,
    );
  }
  return {
    kind: 'process',
    command: [program ?? '', ...rest],
    env: written.env ?? {},
    directory: written.directory ?? '.',
    ...present({ port: written.port, http: written.http }),
    ...planProbes(written),
  };
}

function planProbes({
  ready,
  metrics,
}: Pick<ContainerSettings, 'ready' | 'metrics'>): Pick<TargetPlan, 'ready' | 'metrics'> {
  return {
    ready: {
      path: ready?.path ?? readyDefaults.path,
      timeoutMs: ready?.timeout ?? readyDefaults.timeoutMs,
      intervalMs: ready?.interval ?? readyDefaults.intervalMs,
    },
    ...present({ metrics }),
  };
}

function planVolume(volume: string, arm: Arm, index: number, paths: PathChecker): string {
  const at = { path: [arm, 'container', 'volumes', index] };
  const host = volume.slice(0, volume.indexOf(':'));
  const inside = paths.inside(host, at);
  if (inside !== undefined && paths.kindOf(inside) === 'missing') {
    const remedy = 'Correct the path before the first `:`; it starts from the folder of sluice.yml.';
    paths.problems.add(
      'config-invalid',
      at,
      `There is no file or folder ${inside} for the volume ${volume}.`,
      remedy,
    );
  }
  return `${inside ?? host}${volume.slice(host.length)}`;
}

/** A process starts in the folder of sluice.yml unless it names another. */
function planDirectory(directory: string | undefined, arm: Arm, paths: PathChecker): string | undefined {
  if (directory === undefined)
    return arm === 'target' ? paths.inside('.', { path: [arm, 'process'] }) : undefined;
  const at = { path: [arm, 'process', 'directory'] };
  const inside = paths.inside(directory, at);
  if (inside !== undefined && paths.kindOf(inside) !== 'folder') {
    paths.problems.add(
      'config-invalid',
      at,
      `There is no folder ${inside}.`,
      'Correct the path; it starts from the folder of sluice.yml.',
    );
  }
  return inside;
}

/** Both arms run side by side, one of them idle: they cannot share a port of this machine. */
function checkPorts(candidate: TargetPlan, base: TargetPlan, { problems }: PathChecker): void {
  if (candidate.kind !== 'process' || base.kind !== 'process') return;
  if (candidate.port === undefined || candidate.port !== base.port) return;
  const remedy =
    'Leave `port` out and listen on the environment variable PORT, or give the base a port of its own.';
  problems.add(
    'config-invalid',
    { path: ['base', 'process'] },
    `Both arms would listen on port ${base.port}.`,
    remedy,
  );
}
