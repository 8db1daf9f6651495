import { afterEach, beforeEach, expect } from 'vitest';
import type { ActionContext } from '../../src/github/index.ts';
import { startGitHubApi, workflowToken, type GitHubApi } from '../support/github-api/server.ts';

export const token = 'ghs_test';
export const headSha = 'a'.repeat(40);
// The stand-in prepares its validator at the first call of a kind, which takes a while.
export const quick = { totalMs: 20_000, requestTimeoutMs: 15_000, attempts: 3, firstPauseMs: 5 };

/** GitHub's stand-in, a new one for each test, none of whose calls may be against the official description. */
export interface GitHubScene {
  readonly api: GitHubApi;
  /** A push to `main`, or what `change` makes of it. */
  context(change?: Partial<ActionContext>): ActionContext;
}

export function eachWithGitHub(prepare: (api: GitHubApi) => void = () => undefined): GitHubScene {
  let api: GitHubApi;
  beforeEach(async () => {
    api = await startGitHubApi();
    api.repository.tokens.set(token, workflowToken);
    prepare(api);
  });
  afterEach(async () => {
    expect(api.violations).toEqual([]);
    await api.close();
  });
  return {
    get api() {
      return api;
    },
    context: (change = {}) => ({
      event: 'push',
      repository: { owner: 'octo-org', repo: 'model' },
      sha: headSha,
      runId: 1,
      runUrl: '',
      apiUrl: api.url,
      defaultBranch: 'main',
      ref: 'refs/heads/main',
      ...change,
    }),
  };
}
