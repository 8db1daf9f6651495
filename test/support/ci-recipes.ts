import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { CiSystem } from './ci-variables.ts';

/** What becomes of the job: `warning` is told, and stops nothing. */
export type JobColour = 'green' | 'warning' | 'red';

interface Recipe {
  file: string;
  /** Each is run by itself, in turn, as the system starts it, until one fails. */
  scripts: { shell: readonly string[]; text: string }[];
  colourOf: (exitCode: number, log: string) => JobColour;
}

const read = (file: string): string =>
  readFileSync(new URL(`../../examples/ci/${file}`, import.meta.url), 'utf8');
const colours = (warnings: readonly number[]) => (exitCode: number) =>
  exitCode === 0 ? 'green' : warnings.includes(exitCode) ? 'warning' : 'red';

const recipes: Record<CiSystem, () => Recipe> = {
  gitlab: () => {
    const file = 'gitlab-ci.yml';
    const { ['model performance']: job } = parse(read(file)) as Record<
      'model performance',
      { before_script: string[]; script: string[]; allow_failure: { exit_codes: number[] } }
    >;
    return {
      file,
      // The runner joins both parts to one script.
      scripts: [
        {
          shell: ['bash', '-eo', 'pipefail', '-c'],
          text: [...job.before_script, ...job.script].join('\n'),
        },
      ],
      colourOf: colours(job.allow_failure.exit_codes),
    };
  },
  jenkins: () => {
    const file = 'Jenkinsfile';
    const text = read(file);
    const steps = [...text.matchAll(/\bsh(?: |\(.*?script: )'([^']+)'/g)].map(([, step = '']) => step);
    const [, unstable = ''] = /code == (\d+)\) \{\s+unstable\(/.exec(text) ?? [];
    return {
      file,
      scripts: steps.map((step) => ({ shell: ['sh', '-xec'], text: step })),
      colourOf: colours([Number(unstable)]),
    };
  },
  buildkite: () => {
    const file = 'buildkite-pipeline.yml';
    const { steps } = parse(read(file)) as {
      steps: { command: string; soft_fail: { exit_status: number }[] }[];
    };
    const [step] = steps;
    return {
      file,
      // `pipeline upload` makes one of two.
      scripts: [{ shell: ['bash', '-ec'], text: (step?.command ?? '').replaceAll('$$', '$') }],
      colourOf: colours(step?.soft_fail.map(({ exit_status }) => exit_status) ?? []),
    };
  },
  azurePipelines: () => {
    const file = 'azure-pipelines.yml';
    const { jobs } = parse(read(file)) as { jobs: { steps: { bash?: string }[] }[] };
    return {
      file,
      scripts: (jobs[0]?.steps ?? []).flatMap(({ bash }) =>
        bash === undefined ? [] : [{ shell: ['bash', '--noprofile', '--norc', '-c'], text: bash }],
      ),
      colourOf: (exitCode, log) =>
        exitCode !== 0
          ? 'red'
          : log.includes('##vso[task.complete result=SucceededWithIssues;]')
            ? 'warning'
            : 'green',
    };
  },
};

export interface RecipeRun {
  exitCode: number;
  log: string;
  colour: JobColour;
}

/**
 * Runs the shell commands of a recipe for real.
 * @param cwd a clone of the model's repository
 * @param sluice a repository that stands for Sluice's own, with the tag `v1`
 */
export async function runRecipe(
  system: CiSystem,
  { cwd, sluice, env }: { cwd: string; sluice: string; env: Record<string, string | undefined> },
): Promise<RecipeRun> {
  const { scripts, colourOf } = recipes[system]();
  let [exitCode, log] = [0, ''];
  for (const { shell, text } of scripts) {
    const [program = '', ...options] = shell;
    const run = await execa(program, [...options, text], {
      cwd,
      reject: false,
      all: true,
      stdin: 'ignore',
      // Nothing of the job that these tests run in.
      extendEnv: false,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `url.file://${sluice}.insteadOf`,
        GIT_CONFIG_VALUE_0: 'https://github.com/sluice-gate/sluice',
        ...env,
      },
    });
    log += `${run.all}\n`;
    exitCode = run.exitCode ?? 1;
    if (exitCode !== 0) break;
  }
  return { exitCode, log, colour: colourOf(exitCode, log) };
}
