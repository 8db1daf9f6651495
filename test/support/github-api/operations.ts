/** A permission of the workflow's token, as `permissions:` in a workflow names it. */
export type Permission =
  'actions' | 'checks' | 'contents' | 'issues' | 'pull-requests' | 'statuses' | 'metadata';

export type Access = 'read' | 'write';

/** One operation of GitHub's description that the stand-in knows, and what a token needs for it (any one of them). */
export interface KnownOperation {
  /** The description's own id. */
  id: string;
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  path: string;
  needs: Partial<Record<Permission, Access>>;
}

const repo = '/repos/{owner}/{repo}';
const commenting = { issues: 'write', 'pull-requests': 'write' } as const;
const readingComments = { issues: 'read', 'pull-requests': 'read' } as const;

/**
 * The operations that are extracted from GitHub's description. Permissions follow
 * https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens.
 */
export const operations: readonly KnownOperation[] = [
  { id: 'users/get-authenticated', method: 'get', path: '/user', needs: {} },
  { id: 'repos/get', method: 'get', path: repo, needs: { metadata: 'read' } },
  {
    id: 'issues/list-comments',
    method: 'get',
    path: `${repo}/issues/{issue_number}/comments`,
    needs: readingComments,
  },
  {
    id: 'issues/create-comment',
    method: 'post',
    path: `${repo}/issues/{issue_number}/comments`,
    needs: commenting,
  },
  {
    id: 'issues/list-events-for-timeline',
    method: 'get',
    path: `${repo}/issues/{issue_number}/timeline`,
    needs: readingComments,
  },
  {
    id: 'issues/get-comment',
    method: 'get',
    path: `${repo}/issues/comments/{comment_id}`,
    needs: readingComments,
  },
  {
    id: 'issues/update-comment',
    method: 'patch',
    path: `${repo}/issues/comments/{comment_id}`,
    needs: commenting,
  },
  {
    id: 'issues/delete-comment',
    method: 'delete',
    path: `${repo}/issues/comments/{comment_id}`,
    needs: commenting,
  },
  { id: 'checks/create', method: 'post', path: `${repo}/check-runs`, needs: { checks: 'write' } },
  { id: 'checks/get', method: 'get', path: `${repo}/check-runs/{check_run_id}`, needs: { checks: 'read' } },
  {
    id: 'checks/update',
    method: 'patch',
    path: `${repo}/check-runs/{check_run_id}`,
    needs: { checks: 'write' },
  },
  {
    id: 'checks/list-for-ref',
    method: 'get',
    path: `${repo}/commits/{ref}/check-runs`,
    needs: { checks: 'read' },
  },
  {
    id: 'actions/list-workflow-run-artifacts',
    method: 'get',
    path: `${repo}/actions/runs/{run_id}/artifacts`,
    needs: { actions: 'read' },
  },
  {
    id: 'actions/download-artifact',
    method: 'get',
    path: `${repo}/actions/artifacts/{artifact_id}/{archive_format}`,
    needs: { actions: 'read' },
  },
  { id: 'repos/get-content', method: 'get', path: `${repo}/contents/{path}`, needs: { contents: 'read' } },
  {
    id: 'repos/create-or-update-file-contents',
    method: 'put',
    path: `${repo}/contents/{path}`,
    needs: { contents: 'write' },
  },
  { id: 'pulls/list', method: 'get', path: `${repo}/pulls`, needs: { 'pull-requests': 'read' } },
  { id: 'pulls/get', method: 'get', path: `${repo}/pulls/{pull_number}`, needs: { 'pull-requests': 'read' } },
  { id: 'git/get-ref', method: 'get', path: `${repo}/git/ref/{ref}`, needs: { contents: 'read' } },
  {
    id: 'git/get-commit',
    method: 'get',
    path: `${repo}/git/commits/{commit_sha}`,
    needs: { contents: 'read' },
  },
  {
    id: 'checks/list-suites-for-ref',
    method: 'get',
    path: `${repo}/commits/{ref}/check-suites`,
    needs: { checks: 'read' },
  },
  {
    id: 'repos/get-collaborator-permission-level',
    method: 'get',
    path: `${repo}/collaborators/{username}/permission`,
    needs: { metadata: 'read' },
  },
  {
    id: 'repos/list-pull-requests-associated-with-commit',
    method: 'get',
    path: `${repo}/commits/{commit_sha}/pulls`,
    needs: { 'pull-requests': 'read' },
  },
  {
    id: 'repos/compare-commits-with-basehead',
    method: 'get',
    path: `${repo}/compare/{basehead}`,
    needs: { contents: 'read' },
  },
  { id: 'git/create-ref', method: 'post', path: `${repo}/git/refs`, needs: { contents: 'write' } },
  { id: 'git/update-ref', method: 'patch', path: `${repo}/git/refs/{ref}`, needs: { contents: 'write' } },
  { id: 'repos/merge', method: 'post', path: `${repo}/merges`, needs: { contents: 'write' } },
  { id: 'pulls/create', method: 'post', path: `${repo}/pulls`, needs: { 'pull-requests': 'write' } },
  {
    id: 'repos/get-release-by-tag',
    method: 'get',
    path: `${repo}/releases/tags/{tag}`,
    needs: { contents: 'read' },
  },
  {
    id: 'repos/update-release',
    method: 'patch',
    path: `${repo}/releases/{release_id}`,
    needs: { contents: 'write' },
  },
];
