import { join } from 'node:path';
import { requireVersion } from '../external/program-version.ts';
import { toolEnvironment } from '../external/tool-process.ts';

/** Tried: 2.32.0 and 2.47.0. */
const oldestLocust = '2.32.0';

/** The version of Locust. @throws SluiceError `engine-missing` */
export const requireLocust = (command: string): Promise<string> =>
  requireVersion(
    {
      name: 'locust',
      command,
      versionArguments: ['--version'],
      oldest: oldestLocust,
      install: 'Install it (`pip install locust`, Python 3.10 or newer).',
    },
    locustEnvironment(),
  );

/** Variables of Locust would override what is asked. */
export const locustEnvironment = (): NodeJS.ProcessEnv => ({
  ...toolEnvironment(process.env, (name) => /^(LOCUST_|SLUICE_)/.test(name)),
  // Lines are told as they are said, also of a process that is killed.
  PYTHONUNBUFFERED: '1',
  PYTHONDONTWRITEBYTECODE: '1',
});

/**
 * A file for Locust: the source beside this file, or its copy beside the bundle that this file became part of
 * (`dist/cli/index.js`, `dist/locust/sluice_locust.py`).
 */
export const locustfile = (name: string): string =>
  join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? name : join('../locust', name));
