import { SluiceError } from '../model/error.ts';
import type { ContainerPlan } from '../model/target.ts';
import { docker } from './exec.ts';
import type { TargetIdentity } from './running-target.ts';

/** Model images have tens of gigabytes. */
const pullTimeoutMs = 30 * 60_000;
const inspectTimeoutMs = 30_000;

/**
 * What names the content of a local image, by tag, digest or id: `repository@sha256:...` of the repository asked for,
 * else of any, else the image id (an image that was built here and never pushed has no digest).
 * Undefined when the image is not here. `askedFor` is its name where `image` is an id. Throws `docker-unavailable`.
 */
export async function resolveImageDigest(image: string, askedFor = image): Promise<string | undefined> {
  const answer = await docker(
    ['image', 'inspect', '--format', '{{json .Id}} {{json .RepoDigests}}', '--', image],
    { timeoutMs: inspectTimeoutMs },
  );
  if (!answer.ok) return undefined;
  const [id, digests] = answer.stdout.trim().split(' ', 2);
  const repoDigests = (JSON.parse(digests ?? 'null') ?? []) as string[];
  // A colon after the last slash starts the tag; one before it belongs to the registry's port.
  const repository = askedFor.replace(/@.*$/u, '').replace(/:[^/]*$/u, '');
  const own = repoDigests.find((digest) => digest.startsWith(`${repository}@`));
  return own ?? repoDigests[0] ?? (JSON.parse(id ?? 'null') as string);
}

/** What a local image takes on disk, shared layers included; undefined when it is not here. */
export async function readImageBytes(image: string): Promise<number | undefined> {
  const answer = await docker(['image', 'inspect', '--format', '{{.Size}}', '--', image], {
    timeoutMs: inspectTimeoutMs,
  });
  return answer.ok ? Number(answer.stdout.trim()) : undefined;
}

/** The one TCP port that a local image says it listens on; undefined where it names none or several, or is not here. */
export async function exposedPort(image: string): Promise<number | undefined> {
  const answer = await docker(
    ['image', 'inspect', '--format', '{{json .Config.ExposedPorts}}', '--', image],
    { timeoutMs: inspectTimeoutMs },
  );
  if (!answer.ok) return undefined;
  const exposed = (JSON.parse(answer.stdout.trim()) ?? {}) as object;
  const ports = Object.keys(exposed).filter((port) => port.endsWith('/tcp'));
  return ports.length === 1 ? Number.parseInt(ports[0] as string, 10) : undefined;
}

/** The identity of a local image, for provenance; without a digest when the image is not here. */
export async function imageIdentity(image: string): Promise<TargetIdentity> {
  const digest = await resolveImageDigest(image);
  return { kind: 'container', name: image, ...(digest === undefined ? {} : { digest }) };
}

/** Has the image here afterwards, by the plan's pull policy. Throws `image-not-found`. */
export async function provideImage(
  { image, pull }: Pick<ContainerPlan, 'image' | 'pull'>,
  { sessionId, signal }: { sessionId: string; signal: AbortSignal },
): Promise<void> {
  const isHere = pull !== 'always' && (await resolveImageDigest(image)) !== undefined;
  if (isHere) return;
  if (pull === 'never') {
    throw new SluiceError('image-not-found', {
      fact: `There is no image \`${image}\` on this machine, and \`pull\` is \`never\`.`,
      remedy:
        'Build it in a step before (`docker build --tag ...`), or let it be pulled with `pull: missing`.',
    });
  }
  const answer = await docker(['pull', '--quiet', '--', image], {
    timeoutMs: pullTimeoutMs,
    sessionId,
    signal,
  });
  if (answer.ok || signal.aborted) return;
  const limit = answer.timedOut ? ` within ${pullTimeoutMs / 60_000} minutes` : '';
  const notHere = pull === 'missing' ? 'is not on this machine and ' : '';
  throw new SluiceError('image-not-found', {
    fact: `The image \`${image}\` ${notHere}could not be pulled${limit}.`,
    remedy:
      'Check its name and tag; build it in a step before, or sign in to its registry (docker/login-action). ' +
      'For an image that was built here, set `pull: missing`.',
    evidence: answer.message,
  });
}
