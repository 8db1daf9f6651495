import type { GitHub } from '@actions/github/lib/utils';
import { messageOf, TokenMissing, UnexpectedAnswer } from './failure.ts';
import type { Patience } from './patience.ts';
import { statusOf } from './protection.ts';

export type Client = InstanceType<typeof GitHub>;

/** A client for the API at `apiUrl` whose every request ends after the patience's request time or by `signal`. */
export async function createClient(
  apiUrl: string,
  token: string,
  signal: AbortSignal,
  patience: Patience,
): Promise<Client> {
  if (token === '') throw new TokenMissing('there is no token');
  // Loaded only now: the package reads the event file while it is loaded and dies of a malformed one.
  const { GitHub, getOctokitOptions } = await import('@actions/github/lib/utils');
  const client = new GitHub(getOctokitOptions(token, { baseUrl: apiUrl, userAgent: 'sluice' }));
  client.hook.wrap('request', async (request, options) => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(patience.requestTimeoutMs)]);
    // Changed in place: the hooks further in are already bound to this object, and another one would not reach them.
    options.request = { ...options.request, signal: bounded };
    const response = await Promise.resolve(request(options)).catch((thrown: unknown) => {
      // Pagination takes a 409 for an empty page, and a comment would seem not to be there here, too.
      if (options.method === 'GET' && statusOf(thrown) === 409)
        throw new UnexpectedAnswer(`409 ${messageOf(thrown)}`);
      throw thrown;
    });
    // Where a file is, asked for by a call that does not follow: the address is in the headers.
    if (response.status === 302 && response.headers.location) return response;
    if (response.status >= 300) throw new UnexpectedAnswer(`${response.status} that leads nowhere`);
    // Octokit hands on a body that is no JSON as text, and pagination takes one that was cut off for an empty page:
    // then a comment would seem not to be there, and be made twice.
    const { data } = response as { data: unknown };
    const isJson = typeof data === 'object' && data !== null && !(data instanceof ArrayBuffer);
    if (response.status === 204 || isJson) return response;
    throw new UnexpectedAnswer(`${response.status} with a body that is no JSON`);
  });
  return client;
}
