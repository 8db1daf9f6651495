import { getInput, setSecret } from '@actions/core';
import type { Overrides } from './overrides.ts';

/** The action's inputs by name, and what they override. `github-token` is no part of the plan. */
export const actionInputs = {
  config: 'config',
  image: 'image',
  'base-image': 'baseImage',
  url: 'url',
  profile: 'profile',
  mode: 'mode',
  baselines: 'baselines',
  record: 'record',
  'fail-on': 'failOn',
  comment: 'comment',
  'artifact-name': 'artifactName',
  shard: 'shard',
  'start-at': 'startAt',
  'merge-shards': 'mergeShards',
  'github-token': 'githubToken',
} as const satisfies Record<string, Exclude<keyof Overrides, 'set'> | 'githubToken'>;

/** Reads the inputs as the runner hands them over. An empty input was not given. */
export function readActionInputs(): { overrides: Overrides; githubToken: string } {
  const overrides: Overrides = { workspace: process.env['GITHUB_WORKSPACE'] || process.cwd() };
  let githubToken = '';
  for (const [name, field] of Object.entries(actionInputs)) {
    const text = getInput(name);
    if (text === '') continue;
    if (field === 'githubToken') githubToken = text;
    else overrides[field] = text;
  }
  if (githubToken !== '') setSecret(githubToken);
  return { overrides, githubToken };
}
