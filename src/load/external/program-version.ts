import { execa } from 'execa';
import { SluiceError } from '../../model/error.ts';

export interface RequiredProgram {
  /** `k6`, for messages. */
  name: string;
  command: string;
  versionArguments: readonly string[];
  /** `1.1.0`. */
  oldest: string;
  install: string;
}

const timeoutMs = 20_000;

/**
 * The version of a program that load is sent with.
 * @throws SluiceError `engine-missing` where it is not there, does not answer, or is too old
 */
export async function requireVersion(
  { name, command, versionArguments, oldest, install }: RequiredProgram,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const remedy = `${install} Or name the program in \`load.engine.${name}.command\`.`;
  const { code, exitCode, stdout, stderr, timedOut } = await execa(command, versionArguments, {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    maxBuffer: 1 << 20,
    env: environment,
    extendEnv: false,
  });
  const missing = (fact: string) => new SluiceError('engine-missing', { fact, remedy });
  if (code === 'ENOENT')
    throw missing(`There is no program \`${command}\` (${name}), which \`load.engine\` names.`);
  if (code === 'EACCES') throw missing(`The program \`${command}\` (${name}) may not be run by this user.`);
  if (timedOut)
    throw missing(`\`${command} ${versionArguments.join(' ')}\` did not answer in ${timeoutMs / 1000} s.`);
  const version = /\bv?(\d+\.\d+\.\d+)/.exec(`${stdout}\n${stderr}`)?.[1];
  if (exitCode !== 0 || version === undefined)
    throw missing(`\`${command} ${versionArguments.join(' ')}\` does not tell a version; is it ${name}?`);
  if (isOlder(version, oldest))
    throw missing(`${name} ${version} is too old: Sluice needs ${oldest} or newer.`);
  return version;
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const differing = a?.findIndex((part, i) => part !== b?.[i]) ?? -1;
  return differing !== -1 && (a?.[differing] ?? 0) < (b?.[differing] ?? 0);
}
