import { execa } from 'execa';
import { SluiceError } from '../model/error.ts';

/**
 * Where commits of a repository are looked at.
 * @param given `owner/name` on github.com, or a URL on any other host
 * @throws SluiceError `input-invalid`
 */
export function parseRepository(given: string): string {
  const url = /^[\w.-]+\/[\w.-]+$/.test(given) ? `https://github.com/${given}` : webUrlOf(given);
  if (url !== undefined) return url;
  throw new SluiceError('input-invalid', {
    fact: `--repository is ${JSON.stringify(given.slice(0, 200))}, which is no repository.`,
    remedy: 'Write owner/name, or its address: https://github.example.com/owner/name',
  });
}

/** From the remote `origin` of the repository around a folder; undefined outside one, without that remote or without git. */
export async function originUrl(folder: string): Promise<string | undefined> {
  const { exitCode, stdout } = await execa('git', ['remote', 'get-url', 'origin'], {
    cwd: folder,
    reject: false,
    timeout: 5000,
    stderr: 'ignore',
  });
  return exitCode === 0 ? webUrlOf(stdout.trim()) : undefined;
}

/** Of `https://[user:token@]host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name`: never with a secret. */
function webUrlOf(remote: string): string | undefined {
  const pattern =
    /^(?:(?:https?|ssh|git):\/\/)?(?:[^@/\s]+@)?([\w.-]+(?::\d+)?)[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
  const [, host, repository] = pattern.exec(remote) ?? [];
  if (host === undefined || repository === undefined || !/[.:]/.test(host)) return undefined;
  return `https://${remote.startsWith('http') ? host : host.replace(/:\d+$/, '')}/${repository}`;
}
