import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ciVariables } from '../support/ci-variables.ts';
import { GitLab } from '../support/gitlab-api.ts';
import { GitRepository } from '../support/git-repository.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

test('on GitLab a merge request is judged by the baselines of its target branch, and told so in one note', async () => {
  const gitlab = await new GitLab().start();
  const origin = new GitRepository();
  const broken = { 'baselines/tiny/0123456789ab.json': '{ "cut' };
  const targetCommit = origin.commit({ 'sluice.yml': tinySettings(), ...broken });
  // The change takes away what would judge it.
  origin.git('checkout', '--quiet', '-b', 'faster');
  origin.git('rm', '--quiet', '-r', 'baselines');
  const commit = origin.commit({ 'model.txt': 'faster' });
  // As the runner makes it: shallow, and the change alone.
  const clone = origin.clone('--depth=1', '--branch=faster', '--single-branch');
  const judged = await execa(process.execPath, [program, 'run', '--quiet'], {
    cwd: clone.folder,
    reject: false,
    // Nothing of the job that these tests run in.
    extendEnv: false,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...ciVariables.gitlab({
        commit,
        branch: 'faster',
        change: { number: gitlab.iid, target: 'main', targetCommit },
      }),
      CI_API_V4_URL: gitlab.url,
      GITLAB_TOKEN: gitlab.token,
    },
  });
  expect(judged.exitCode, judged.stderr).toBe(2);
  expect(judged.stderr).toContain('baseline-unreadable');
  expect(judged.stderr).not.toContain('No comment');
  expect(gitlab.notes).toHaveLength(1);
  expect(gitlab.notes[0]?.body).toMatch(/^<!-- sluice:suite=tiny -->\n### \? Invalid: `tiny`/);
  expect(gitlab.notes[0]?.body).toContain('is cut off');
});
