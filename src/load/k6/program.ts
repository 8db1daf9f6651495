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
