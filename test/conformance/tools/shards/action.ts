import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startArtifactStore } from '../../../support/artifact-store.ts';
import type { ArtifactStore } from '../../../support/artifact-store.ts';
import { startGitHubApi, workflowToken } from '../../../support/github-api/server.ts';
import { runAction } from '../../../support/runner.ts';
import type { ActionOutcome } from '../../../support/runner.ts';
import { readZip } from '../../../support/zip-file.ts';
import { workspace } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { inSeconds, writeSettings } from './fleet.ts';
import { settingsFor, startWaitingServer } from './settings.ts';

const token = 'ghs_test';
const script = join(workspace, 'src', 'main.ts');
const change = { pairing: { block: '1500ms', 'lead-in': '200ms', 'maximum-pairs': 6 } };

/** The jobs of the workflow: two shards that upload, and one that merges what was downloaded and posts. */
export async function checkAction(folder: string, checks: Checks): Promise<void> {
  const [server, store, api] = [
    await startWaitingServer(),
    await startArtifactStore(),
    await startGitHubApi(),
  ];
  api.repository.tokens.set(token, workflowToken);
  const sha = api.repository.addCommit(new Map(), 'a base without baselines');
  const payload = {
    repository: { default_branch: 'main' },
    pull_request: {
      number: 7,
      draft: false,
      base: { ref: 'main', sha, repo: { full_name: 'octo-org/model' } },
      head: { ref: 'faster', sha: 'a'.repeat(40), repo: { full_name: 'octo-org/model' } },
    },
  };
  const job = (name: string, inputs: Record<string, string>): Promise<ActionOutcome> => {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    writeSettings(own, settingsFor(server.url, change));
    return runAction({
      ...{ event: 'pull_request', payload, workspace: own, script },
      inputs: { 'github-token': token, mode: 'slo', ...inputs },
      env: { GITHUB_API_URL: api.url, ...store.env },
    });
  };
  try {
    const startAt = inSeconds(20);
    const shards = await Promise.all(
      [1, 2].map((index) => job(`shard-${index}`, { shard: `${index}/2`, 'start-at': startAt })),
    );
    for (const { exitCode, log } of shards) {
      if (exitCode !== 0) console.log(log);
      checks.equal('exit code of a shard', exitCode, 0);
    }
    checks.equal(
      'verdicts of shards',
      shards.map(({ outputs }) => outputs['verdict']),
      [undefined, undefined],
    );
    checks.equal('comments and checks of shards', [api.repository.comments, api.repository.checks], [[], []]);
    const names = store.artifacts.map(({ name }) => name).sort();
    checks.equal('artifacts', names, ['sluice-shards-shard-1-of-2', 'sluice-shards-shard-2-of-2']);

    await download(store, names, join(folder, 'merge', 'shards'));
    const merged = await job('merge', { 'merge-shards': 'shards' });
    if (merged.exitCode !== 0) console.log(merged.log);
    checks.equal('exit code of the merge', merged.exitCode, 0);
    checks.equal('verdict of the merge', merged.outputs['verdict'], 'pass');
    console.log(`     ${merged.outputs['sentence']}`);
    checks.equal('comments of the merge', api.repository.comments.length, 1);
    checks.equal('check runs of the merge', api.repository.checks.length, 1);
    checks.equal('artifact of the merge', store.artifacts.at(-1)?.name, 'sluice-shards');

    await download(store, names.slice(0, 1), join(folder, 'lost', 'shards'));
    const lost = await job('lost', { 'merge-shards': 'shards' });
    checks.equal('exit code where a shard is lost', lost.exitCode, 2);
    checks.equal('verdict where a shard is lost', lost.outputs['verdict'], 'invalid');
    console.log(`     ${lost.outputs['sentence']}`);
    checks.equal('comments after it', api.repository.comments.length, 1);
    checks.equal('what GitHub would not have taken', api.violations, []);
  } finally {
    server.stop();
    await Promise.all([store.close(), api.close()]);
  }
}

/** As actions/download-artifact does: a folder for each. */
async function download(store: ArtifactStore, names: string[], folder: string): Promise<void> {
  for (const name of names) {
    mkdirSync(join(folder, name, 'logs'), { recursive: true });
    for (const [path, data] of readZip(await store.download(name)))
      writeFileSync(join(folder, name, path), data);
  }
}
