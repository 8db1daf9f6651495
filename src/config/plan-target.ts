import type { BuildPlan, ContainerPlan, ProcessPlan, ReadinessPlan, TargetPlan } from '../model/target.ts';
import { chooseKind, namesBase } from './choose-target.ts';
import type { TargetKind } from './choose-target.ts';
import type { ParsedOverrides } from './overrides.ts';
import type { PathChecker } from './path-checker.ts';
import { planMetrics } from './metrics-schema.ts';
import { planBuild } from './plan-build.ts';
import { planUrl, urlFormOf } from './plan-url.ts';
import type { UrlForm } from './plan-url.ts';
import { present } from './present.ts';
import { readinessOf } from './protocols/index.ts';
import type { ProtocolSettings } from './protocols/index.ts';
import type { ProtocolReadiness } from './protocols/definition.ts';
import type { ContainerSettings, ProcessSettings, TargetSettings } from './target-schema.ts';

interface Arms {
  candidate: TargetPlan;
  base?: TargetPlan;
}

type Arm = 'target' | 'base';

const readyDefaults: ReadinessPlan = {
  path: '/health',
  // Of the Open Inference Protocol, TorchServe and Ollama.
  otherPaths: ['/v2/health/ready', '/ping', '/api/version'],
  timeoutMs: 5 * 60_000,
  intervalMs: 100,
};
const guessedPort = 8080;

/**
 * Both arms from file and inputs. The base takes from the target what it does not say itself.
 * @returns undefined where the target cannot be told; why is among the problems
 */
export function planTargets(
  settings: {
    target?: TargetSettings | undefined;
    base?: TargetSettings | undefined;
    protocol?: ProtocolSettings | undefined;
  },
  overrides: ParsedOverrides,
  paths: PathChecker,
  guesses: string[],
): Arms | undefined {
  const { problems } = paths;
  const served = readinessOf(settings.protocol);
  const kind = chooseKind(settings.target, overrides, problems);
  if (kind === undefined) return undefined;
  const candidateForm = formOf(
    kind,
    settings.target,
    { image: overrides.image, url: overrides.url },
    'target',
    paths,
  );
  const candidate = planForm(candidateForm, 'target', paths, guesses, served);
  if (served && candidateForm.ready?.path === undefined) {
    guesses.push(`readiness: ${served.path}, which servers of the protocol have`);
  }
  if (!namesBase(settings.base, overrides, kind, problems)) return { candidate };
  const baseForm = formOf(kind, settings.base, { image: overrides.baseImage }, 'base', paths);
  const base = planForm(merge(candidateForm, baseForm), 'base', paths, [], served);
  checkPorts(candidate, base, paths);
  return { candidate, base };
}

/** The settings of one form, with what the inputs override, and paths as they are from the workspace. */
type ContainerForm = { kind: 'container' } & Omit<ContainerSettings, 'build'> & {
    build?: BuildPlan | undefined;
  };
type Form = ContainerForm | ({ kind: 'process' } & ProcessSettings) | ({ kind: 'url' } & UrlForm);

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
      const { build: _, ...written } = settings?.container ?? {};
      const build = planBuild(settings?.container ?? {}, inputs.image, arm, paths);
      return { kind, ...written, ...present({ volumes, image: inputs.image, build }) };
    }
    case 'process':
      checkPrepare(settings?.process, arm, paths);
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
  return {
    ...withoutImage(target, base),
    ...base,
    ...env,
    ready: { ...target.ready, ...base.ready },
  } as Form;
}

/** A base that has an image or a build of its own takes neither from the target. */
function withoutImage(target: Form, base: Form): Form {
  if (target.kind !== 'container' || !('image' in base || 'build' in base)) return target;
  const { image: _, build: __, ...others } = target;
  return others;
}

const envOf = (form: Form): Record<string, string> => ('env' in form ? (form.env ?? {}) : {});

function planForm(
  form: Form,
  arm: Arm,
  paths: PathChecker,
  guesses: string[],
  served: ProtocolReadiness | undefined,
): TargetPlan {
  const probes = planProbes(form, served);
  switch (form.kind) {
    case 'container':
      return { ...planContainer(form, arm, paths, guesses), ...probes };
    case 'process':
      return { ...planProcess(form, arm, paths), ...probes };
    case 'url':
      return { ...planUrl(form, arm, paths), ...probes };
  }
}

function planContainer(
  written: ContainerForm,
  arm: Arm,
  { problems }: PathChecker,
  guesses: string[],
): Omit<ContainerPlan, keyof ProbesPlan> {
  if (written.image === undefined && written.build === undefined) {
    const remedy = 'Give the input `image`, or write `image:` or `build:` here.';
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
    extraArguments: joinArguments(written['extra-arguments'] ?? []),
    command: written.command ?? [],
    ...present({
      build: written.build,
      memory: written.memory,
      cpus: written.cpus,
      gpus: written.gpus,
      network: written.network,
      http: written.http,
    }),
  };
}

/** An option and its value as one argument, so that no value can be taken for an option, or for the image. */
function joinArguments(written: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of written) {
    const last = joined.at(-1);
    if (last !== undefined && /^--[\w-]+$/.test(last) && !part.startsWith('-'))
      joined.splice(-1, 1, `${last}=${part}`);
    else joined.push(part);
  }
  return joined;
}

function planProcess(
  written: ProcessSettings,
  arm: Arm,
  { problems }: PathChecker,
): Omit<ProcessPlan, keyof ProbesPlan> {
  const [program, ...rest] = written.command ?? [];
  const [preparing, ...preparingRest] = written.prepare ?? [];
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
    ...(preparing === undefined ? {} : { prepare: [preparing, ...preparingRest] }),
  };
}

type ProbesPlan = Pick<TargetPlan, 'ready' | 'metrics'>;

/** @param served what servers of the protocol have, where the user names no path */
function planProbes(
  { ready, metrics }: Pick<ContainerSettings, 'ready' | 'metrics'>,
  served: ProtocolReadiness | undefined,
): ProbesPlan {
  const { path, otherPaths, grpc, contains } = served ?? readyDefaults;
  const guessed = ready?.path === undefined;
  return {
    ready: {
      path: ready?.path ?? path,
      timeoutMs: ready?.timeout ?? readyDefaults.timeoutMs,
      intervalMs: ready?.interval ?? readyDefaults.intervalMs,
      ...present({
        grpc,
        contains: guessed ? contains : undefined,
        otherPaths: guessed ? otherPaths : undefined,
      }),
    },
    ...present({ metrics: metrics && planMetrics(metrics) }),
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

/** A base of the user's own lies in the workspace, which the workflow's own steps prepare. */
function checkPrepare(written: ProcessSettings | undefined, arm: Arm, { problems }: PathChecker): void {
  if (arm === 'target' || written?.prepare === undefined) return;
  problems.add(
    'config-invalid',
    { path: ['base', 'process', 'prepare'] },
    '`base.process.prepare` would never be run.',
    "Prepare the base in a step before; `target.process.prepare` is for checkouts of a baseline's commit.",
  );
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
