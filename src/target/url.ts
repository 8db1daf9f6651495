import { SluiceError } from '../model/error.ts';
import type { UrlPlan } from '../model/plan.ts';
import { cancelledError } from './cancelled.ts';
import { describeNeverReady, waitUntilReady } from './readiness.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';

/** A server that somebody else runs: only asked whether it is ready, never started or stopped. */
export async function startUrl(plan: UrlPlan, context: TargetContext): Promise<RunningTarget> {
  const baseUrl = plan.url.replace(/\/+$/u, '');
  const shown = withoutCredentials(baseUrl);
  const readiness = await waitUntilReady({
    url: baseUrl + plan.ready.path,
    plan: plan.ready,
    startedAtMs: performance.now(),
    signal: context.signal,
  });
  if (readiness.kind === 'cancelled') throw cancelledError(shown.host);
  if (readiness.kind !== 'ready') {
    const last = readiness.kind === 'never' ? readiness.last : 'no answer';
    const readyUrl = shown.href.replace(/\/$/u, '') + plan.ready.path;
    throw new SluiceError('target-unreachable', {
      fact: describeNeverReady(readyUrl, plan.ready.timeoutMs, last),
      remedy:
        'Check the URL and `target.ready.path`, and that this machine may reach it (DNS, proxy, firewall, sign-in).',
    });
  }
  return {
    endpoint: { baseUrl },
    identity: { kind: 'url', name: shown.host },
    readyMs: readiness.readyMs,
    state: async () => ({ kind: 'running' }),
    logTail: async () => [],
    stop: async () => undefined,
  };
}

function withoutCredentials(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (cause) {
    throw new SluiceError('target-unreachable', {
      fact: '`target.url` is not a URL.',
      remedy: 'Write it as `https://host:port/path`.',
      cause,
    });
  }
  parsed.username = '';
  parsed.password = '';
  // A query may carry a key.
  parsed.search = '';
  return parsed;
}
