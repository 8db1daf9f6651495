import { createHash } from 'node:crypto';
import type { Account, Repository, StoredCheck, StoredComment } from './repository.ts';

/** What GitHub would answer with, built from what the stand-in remembers. */
export interface Addresses {
  api: string;
  web: string;
}

export function addressesOf(repository: Repository, apiUrl: string): Addresses {
  const path = `${repository.owner}/${repository.name}`;
  return { api: `${apiUrl}/repos/${path}`, web: `https://github.com/${path}` };
}

export function accountBody({ login, type }: Account): Record<string, unknown> {
  const api = `https://api.github.com/users/${encodeURIComponent(login)}`;
  return {
    login,
    type,
    id: idOf(login),
    node_id: `U_${idOf(login)}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${idOf(login)}`,
    gravatar_id: '',
    url: api,
    html_url: `https://github.com/${encodeURIComponent(login)}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    site_admin: false,
  };
}

export function commentBody(comment: StoredComment, { api, web }: Addresses): Record<string, unknown> {
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${web}/pull/${comment.issueNumber}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issueNumber}`,
    body: comment.body,
    user: accountBody(comment.account),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'NONE',
  };
}

export function checkBody(check: StoredCheck, { api, web }: Addresses): Record<string, unknown> {
  return {
    id: check.id,
    node_id: `CR_${check.id}`,
    head_sha: check.headSha,
    name: check.name,
    url: `${api}/check-runs/${check.id}`,
    html_url: `${web}/runs/${check.id}`,
    details_url: check.detailsUrl,
    status: check.status,
    conclusion: check.conclusion,
    started_at: '2026-01-01T00:00:00Z',
    completed_at: check.status === 'completed' ? '2026-01-01T00:00:00Z' : null,
    external_id: check.externalId,
    check_suite: { id: 1 },
    output: {
      ...check.output,
      annotations_count: 0,
      annotations_url: `${api}/check-runs/${check.id}/annotations`,
    },
    app: null,
    pull_requests: [],
  };
}

interface ContentEntry {
  type: 'file' | 'dir';
  path: string;
  commit: string;
  bytes: number;
  sha: string;
}

export function contentBody(entry: ContentEntry, { api, web }: Addresses): Record<string, unknown> {
  const self = `${api}/contents/${entry.path}?ref=${entry.commit}`;
  const git = `${api}/git/${entry.type === 'file' ? 'blobs' : 'trees'}/${entry.sha}`;
  const html = `${web}/${entry.type === 'file' ? 'blob' : 'tree'}/${entry.commit}/${entry.path}`;
  return {
    type: entry.type,
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    path: entry.path,
    sha: entry.sha,
    size: entry.bytes,
    url: self,
    git_url: git,
    html_url: html,
    download_url:
      entry.type === 'file' ? `https://raw.githubusercontent.com/${entry.commit}/${entry.path}` : null,
    _links: { self, git, html },
  };
}

/** The hash that git gives a file of this content. */
export function blobSha(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

export function commitBody(
  sha: string,
  { message, parents }: { message: string; parents: string[] },
  { api, web }: Addresses,
): Record<string, unknown> {
  const person = { name: 'github-actions[bot]', email: 'bot@example.org', date: '2026-01-01T00:00:00Z' };
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${api}/git/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
    author: person,
    committer: person,
    message,
    tree: { sha, url: `${api}/git/trees/${sha}` },
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${api}/git/commits/${parent}`,
      html_url: `${web}/commit/${parent}`,
    })),
    verification: { verified: true, reason: 'valid', signature: null, payload: null, verified_at: null },
  };
}

function idOf(login: string): number {
  return Number.parseInt(createHash('sha1').update(login).digest('hex').slice(0, 6), 16);
}
