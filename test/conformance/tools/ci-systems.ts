/**
 * The recipes of examples/ci: held against each system's own schema, as check-jsonschema brings them, and their shell commands
 * run with a real gate, in a fresh clone of a change, with the variables that the system documents. Jenkins' Groovy itself is
 * not run. `npm run conformance -- ci-systems`; the gate runs from `src/`.
 */
import { execa } from 'execa';
import { join } from 'node:path';
import { workspace } from '../load.ts';
import { installPython, pythonIn } from '../python.ts';
import { Checks } from './checks.ts';

const version = '0.39.0';
/** Of Azure's patterns some are none for the stricter reader of expressions. */
const schemas = {
  'gitlab-ci.yml': ['vendor.gitlab-ci', '--data-transform', 'gitlab-ci'],
  'buildkite-pipeline.yml': ['vendor.buildkite'],
  'azure-pipelines.yml': [
    'vendor.azure-pipelines',
    ...['--data-transform', 'azure-pipelines', '--regex-variant', 'python'],
  ],
};

export async function check(folder: string): Promise<boolean> {
  await installPython(folder, [`check-jsonschema==${version}`]);
  const checks = new Checks();
  for (const [file, schema] of Object.entries(schemas)) {
    const { exitCode, stdout } = await execa(
      pythonIn(folder, 'check-jsonschema'),
      ['--builtin-schema', ...schema, join('examples/ci', file)],
      { cwd: workspace, reject: false },
    );
    if (exitCode !== 0) console.log(stdout.slice(0, 2000));
    checks.hold(`${file} is what the system's schema says`, exitCode === 0);
  }
  const tests = await execa('vitest', ['run', 'test/cli/ci-recipes.test.ts'], {
    cwd: workspace,
    preferLocal: true,
    reject: false,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { SLUICE_RECIPES: 'real' },
  });
  checks.hold('every recipe gates a change for real', tests.exitCode === 0);
  return checks.isGood;
}
