import { isAbsolute, join } from 'node:path';
import type { UrlPlan } from '../model/target.ts';
import type { PathChecker } from './path-checker.ts';
import { present } from './present.ts';
import type { TargetSettings } from './target-schema.ts';

type Arm = 'target' | 'base';

/** `target.url`, with paths as they are from the workspace. */
export type UrlForm = Exclude<NonNullable<TargetSettings['url']>, string>;

/** In the `Host` header of requests through a socket that names no address. */
const socketAddress = 'http://localhost';
/** The kernel's bound for the path of a unix socket: 108 bytes with the zero at its end. */
const longestSocketPath = 107;

/** What is written under `url`, with the input that overrides it. */
export function urlFormOf(
  settings: TargetSettings['url'],
  input: string | undefined,
  arm: Arm,
  paths: PathChecker,
): UrlForm {
  const written: UrlForm = typeof settings === 'string' ? { address: settings } : { ...settings };
  const socket = planSocket(written.socket, arm, paths);
  const tls = written.tls && planTls(written.tls, arm, paths);
  // Address and socket are one place: half of the target's beside half of the base's would lead to the target itself.
  const place =
    input !== undefined
      ? { address: input, socket: undefined }
      : (written.address ?? written.socket) !== undefined
        ? { address: written.address, socket }
        : {};
  return { ...written, ...present({ tls }), ...place };
}

/** The part of the plan that is not about probes. */
export function planUrl(
  { address, socket, tls, http }: UrlForm,
  arm: Arm,
  { problems }: PathChecker,
): Omit<UrlPlan, 'ready' | 'metrics'> {
  const refuse = (fact: string, remedy: string) =>
    problems.add('config-invalid', { path: [arm, 'url'] }, fact, remedy);
  const url = address ?? (socket === undefined ? '' : socketAddress);
  const parsed = URL.parse(url);
  if (url === '') {
    const remedy = 'Write `address:` here, or `socket:` for a unix socket.';
    problems.add('target-missing', { path: [arm, 'url'] }, `\`${arm}.url\` names no address.`, remedy);
  } else if (parsed && (parsed.username !== '' || parsed.password !== '')) {
    const remedy =
      'Leave them out: addresses are shown in reports. Send credentials as headers of the protocol.';
    refuse('The address holds a user name or password.', remedy);
  }
  if (socket !== undefined && parsed?.protocol === 'https:') {
    refuse(
      'A unix socket is given, and an https address.',
      'Write an http address, or leave it out: TLS is not spoken through a socket.',
    );
  } else if (tls && parsed?.protocol === 'http:') {
    refuse('`tls` is given for an http address.', 'Write an https address, or leave `tls` out.');
  }
  return { kind: 'url', url, ...present({ socketPath: socket, tls, http }) };
}

/** It may not exist yet: the server makes it, and readiness waits for that. */
function planSocket(socket: string | undefined, arm: Arm, paths: PathChecker): string | undefined {
  if (socket === undefined) return undefined;
  const at = { path: [arm, 'url', 'socket'] };
  const inside = paths.inside(socket, at);
  if (inside === undefined) return undefined;
  const length = Buffer.byteLength(isAbsolute(inside) ? inside : join(paths.workspace, inside));
  if (length > longestSocketPath) {
    const fact = `The path of the socket ${inside} has ${length} bytes from the root; a unix socket takes ${longestSocketPath}.`;
    paths.problems.add('config-invalid', at, fact, 'Use a shorter path.');
  }
  return inside;
}

function planTls({ ca }: { ca: string }, arm: Arm, paths: PathChecker): { ca: string } | undefined {
  const at = { path: [arm, 'url', 'tls', 'ca'] };
  const inside = paths.inside(ca, at);
  if (inside === undefined) return undefined;
  if (paths.kindOf(inside) !== 'file') {
    const remedy = 'Correct the path; it starts from the folder of sluice.yml.';
    paths.problems.add('config-invalid', at, `There is no file ${inside}.`, remedy);
  }
  return { ca: inside };
}
