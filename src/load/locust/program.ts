import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SluiceError } from '../../model/error.ts';
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

/**
 * Locust takes a comma for the end of a path. What has one is named as seen from the working directory, which leaves out those
 * of the folders above.
 * @throws SluiceError `engine-unsupported` for a comma below
 */
export function locustfilesArgument(files: readonly string[], directory: string): string {
  const names = files.map((file) => (file.includes(',') ? relative(realpathSync(directory), file) : file));
  const bad = names.find((name) => name.includes(','));
  if (bad === undefined) return `--locustfile=${names.join(',')}`;
  throw new SluiceError('engine-unsupported', {
    fact: `Locust cannot read the file ${bad}: it takes a comma for the end of a path.`,
    remedy: 'Rename the file, or the folder that it lies in, so that there is no comma.',
  });
}
