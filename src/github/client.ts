import type { GitHub } from '@actions/github/lib/utils';
import { UnexpectedAnswer } from './failure.ts';
import type { Patience } from './patience.ts';

export type Client = InstanceType<typeof GitHub>;

/** A client for the API at `apiUrl` whose every request ends after the patience's request time or by `signal`. */
export async function createClient(
  apiUrl: string,
  token: string,
  signal: AbortSignal,
  patience: Patience,
): Promise<Client> {
  // Loaded only now: the package reads the event file while it is loaded and dies of a malformed one.
  const { GitHub, getOctokitOptions } = await import('@actions/github/lib/utils');
  const client = new GitHub(getOctokitOptions(token, { baseUrl: apiUrl, userAgent: 'sluice' }));
  client.hook.wrap('request', async (request, options) => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(patience.requestTimeoutMs)]);
    // Changed in place: the hooks further in are already bound to this object, and another one would not reach them.
    options.request = { ...options.request, signal: bounded };
    const response = await request(options);
    // Where a file is, asked for by a call that does not follow: the address is in the headers.
    if (response.status === 302) return response;
    // Octokit hands on a body that is no JSON as text, and pagination takes one that was cut off for an empty page:
    // then a comment would seem not to be there, and be made twice.
    if (response.status === 204 || (typeof response.data === 'object' && response.data !== null))
      return response;
    throw new UnexpectedAnswer(`${response.status} with a body that is no JSON`);
  });
  return client;
}
