import { createHash } from 'node:crypto';
import type { Access, Permission } from './operations.ts';

/** Whose token it is: a workflow's own token is a bot's, and may not ask who it is. */
export interface Account {
  login: string;
  type: 'Bot' | 'User';
}

export interface Token {
  account: Account;
  permissions: Partial<Record<Permission, Access>>;
}

export interface StoredComment {
  id: number;
  issueNumber: number;
  account: Account;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface StoredCheck {
  id: number;
  name: string;
  headSha: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string | null;
  externalId: string;
  output: { title: string | null; summary: string | null; text: string | null };
}

export interface StoredPull {
  number: number;
  state: 'open' | 'closed';
  head: { ref: string; sha: string; repository: string };
  base: { ref: string; sha: string };
  draft: boolean;
}

/** The paths of a commit and what they hold. */
export type Tree = Map<string, string>;

/** All that the stand-in remembers of one repository. */
export class Repository {
  readonly owner: string;
  readonly name: string;
  readonly comments: StoredComment[] = [];
  readonly checks: StoredCheck[] = [];
  readonly pulls = new Map<number, StoredPull>();
  readonly lockedIssues = new Set<number>();
  /** By commit. */
  readonly commits = new Map<string, { tree: Tree; message: string; parents: string[] }>();
  /** Branch name to commit. */
  readonly branches = new Map<string, string>();
  readonly tokens = new Map<string, Token>();
  defaultBranch = 'main';
  #nextId = 1000;

  constructor(owner: string, name: string) {
    this.owner = owner;
    this.name = name;
  }

  nextId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  addComment(issueNumber: number, account: Account, body: string): StoredComment {
    const now = new Date().toISOString();
    const comment = { id: this.nextId(), issueNumber, account, body, createdAt: now, updatedAt: now };
    this.comments.push(comment);
    return comment;
  }

  addCommit(tree: Tree, message: string, parents: string[] = []): string {
    const content = JSON.stringify([[...tree], message, parents, this.nextId()]);
    const sha = createHash('sha1').update(content).digest('hex');
    this.commits.set(sha, { tree, message, parents });
    return sha;
  }

  /** A commit by its hash or by the name of a branch. */
  resolve(ref: string): string | undefined {
    if (this.commits.has(ref)) return ref;
    return this.branches.get(ref.replace(/^(refs\/)?heads\//, ''));
  }
}
