import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import { requireVersion } from '../external/program-version.ts';
import { toolEnvironment } from '../external/tool-process.ts';

/** Tried: 1.1.0 and 1.8.1. */
const oldestK6 = '1.1.0';

/** The version of k6. @throws SluiceError `engine-missing` */
export const requireK6 = (command: string): Promise<string> =>
  requireVersion(
    {
      name: 'k6',
      command,
      versionArguments: ['version'],
      oldest: oldestK6,
      install:
        'Install it (https://grafana.com/docs/k6/latest/set-up/install-k6/, or `go install go.k6.io/k6@latest`).',
    },
    k6Environment(),
  );

/** Variables of k6 and of the script would override what is asked, and a proxy would stand between. */
export const k6Environment = (): NodeJS.ProcessEnv => ({
  ...toolEnvironment(process.env, (name) => /^(K6_|SLUICE_|(https?|all|no)_proxy$)/i.test(name)),
  K6_NO_USAGE_REPORT: 'true',
});

/** What makes k6 speak HTTP/1.1 over TLS, where it takes HTTP/2 from every server that offers it (`forceHTTP1`, internal/js/runner.go). */
export const withoutHttp2 = 'http2client=0';

/** How k6 is told the HTTP version of an endpoint. */
export function httpVersionEnvironment(
  { secure, http }: Pick<ResolvedEndpoint, 'secure' | 'http'>,
  inherited = process.env.GODEBUG,
): Record<string, string> {
  if (!secure || http !== '1.1') return {};
  return { GODEBUG: inherited ? `${inherited},${withoutHttp2}` : withoutHttp2 };
}
