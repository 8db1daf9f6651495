import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCi } from '../../src/gate/ci-context.ts';
import { decodeRun } from '../../src/interop/index.ts';
import { ciVariables, type CiSystem } from '../support/ci-variables.ts';
import { runRecipe, type JobColour } from '../support/ci-recipes.ts';
import { GitRepository } from '../support/git-repository.ts';
import { GitLab } from '../support/gitlab-api.ts';
import { tinySettings } from '../support/tiny-settings.ts';

/** In place of the bundle: leaves a comment behind, tells how it was called, and ends as it was told to. */
const stub = `
import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('out/sluice', { recursive: true });
writeFileSync('out/sluice/comment.md', 'a comment');
writeFileSync('out/sluice/summary.md', 'a summary');
console.log('called with', process.argv.slice(2).join(' '));
process.exit(Number(process.env.STUB_EXIT));
`;

/** What stands for Sluice's own repository, with this as its bundle, and a folder with what else an agent has. */
function agentWith(bundle: string): { sluice: string; env: Record<string, string> } {
  const sluice = new GitRepository();
  sluice.commit({ 'dist/cli/index.js': bundle, 'dist/cli/package.json': '{ "type": "module" }' });
  sluice.git('tag', 'v1');
  const tools = join(sluice.folder, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'buildkite-agent'), '#!/bin/sh\necho "agent: $*"\ncat\n');
  chmodSync(join(tools, 'buildkite-agent'), 0o755);
  const env = { AGENT_TEMPDIRECTORY: tools, PATH: `${tools}:${process.env.PATH}` };
  return { sluice: sluice.folder, env };
}

const colours: [exit: number, colour: JobColour][] = [
  [0, 'green'],
  [1, 'red'],
  [3, 'warning'],
];
const systems = Object.keys(ciVariables) as CiSystem[];

test.each(systems)(
  '%s: a gate that passes, fails or stays inconclusive makes the job what it must be',
  async (system) => {
    const { sluice, env } = agentWith(stub);
    // Kept from one job to the next, as some agents keep it.
    const { folder: cwd } = new GitRepository();
    const variables = ciVariables[system]({ commit: 'a'.repeat(40), branch: 'main' });
    for (const [exit, colour] of colours) {
      const job = { cwd, sluice, env: { ...variables, ...env, STUB_EXIT: String(exit) } };
      const run = await runRecipe(system, job);
      expect(run.log).toContain('called with run --out out/sluice');
      expect(run.colour, run.log).toBe(colour);
      expect(existsSync(join(cwd, 'out/sluice/comment.md'))).toBe(true);
      const style = { green: 'success', warning: 'warning', red: 'error' }[colour];
      if (system === 'buildkite')
        expect(run.log).toContain(`agent: annotate --context sluice --style ${style}\na comment`);
      if (system === 'azurePipelines')
        expect(run.log).toContain(`##vso[task.uploadsummary]${cwd}/out/sluice/summary.md`);
    }
  },
);

test('every recipe keeps the report and the JUnit file, whatever the verdict', () => {
  const text = (file: string) => readFileSync(new URL(`../../examples/ci/${file}`, import.meta.url), 'utf8');
  expect(text('gitlab-ci.yml')).toMatch(/when: always[^]*junit: out\/sluice\/junit\.xml/);
  expect(text('Jenkinsfile')).toMatch(
    /always \{[^]*testResults: 'out\/sluice\/junit\.xml'[^]*archiveArtifacts/,
  );
  expect(text('buildkite-pipeline.yml')).toContain('artifact_paths: out/sluice/**/*');
  expect(text('azure-pipelines.yml')).toMatch(
    /condition: succeededOrFailed\(\)[^]*testResultsFiles: out\/sluice\/junit\.xml[^]*publish: out\/sluice/,
  );
});

/** Minutes on a busy machine: `npm run conformance -- ci-systems` runs it. Not skipped elsewhere, but not there: in CI nothing may skip. */
const gatedSystems = process.env.SLUICE_RECIPES === 'real' ? systems : [];
const program = new URL('../../src/cli.ts', import.meta.url).href;

test.each(gatedSystems)('%s: a real gate of a change', async (system) => {
  const gitlab = await new GitLab().start();
  const { sluice, env } = agentWith(`import ${JSON.stringify(program)};`);
  const origin = new GitRepository();
  const targetCommit = origin.commit({ 'sluice.yml': tinySettings({ base: {} }) });
  origin.git('checkout', '--quiet', '-b', 'faster');
  for (const errorRate of ['0', '0.6']) {
    const candidate = { ERROR_RATE: errorRate };
    const settings = {
      pairing: { block: '300ms', 'lead-in': '50ms', 'restart-every': 0, 'maximum-pairs': 8 },
    };
    const base = { ERROR_RATE: '0' };
    const commit = origin.commit({ 'sluice.yml': tinySettings({ base, candidate, settings }) });
    const clone = origin.clone('--branch=faster');
    const variables = ciVariables[system]({
      commit,
      branch: 'faster',
      change: { number: gitlab.iid, target: 'main', targetCommit },
    });
    const platform = system === 'gitlab' ? { CI_API_V4_URL: gitlab.url, GITLAB_TOKEN: gitlab.token } : {};
    const run = await runRecipe(system, {
      cwd: clone.folder,
      sluice,
      env: { ...variables, ...platform, ...env },
    });
    const read = (name: string) => readFileSync(join(clone.folder, 'out/sluice', name), 'utf8');
    const { origin: told } = await readCi(variables, clone.folder);
    expect(run.colour === 'red', run.log).toBe(errorRate === '0.6');
    expect(read('comment.md')).toContain(errorRate === '0.6' ? 'Fail' : 'tiny');
    expect(read('comment.md')).toContain(`[Full report](${told.runUrl?.replaceAll('_', '%5F')})`);
    expect(decodeRun(read('run-candidate.json'), 'run').provenance.commit).toBe(commit);
    expect(read('junit.xml')).toMatch(errorRate === '0.6' ? /<failure / : /<testcase /);
    if (system === 'gitlab') expect(gitlab.notes.map(({ body }) => body)).toEqual([read('comment.md')]);
    console.log(
      `${system}, ${errorRate === '0' ? 'unchanged' : 'failing'} build: exit code ${run.exitCode}, ${run.colour}`,
    );
  }
});
