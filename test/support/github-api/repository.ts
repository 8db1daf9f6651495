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
  title?: string;
  body?: string | null;
  author?: Account;
  labels?: string[];
  mergedAt?: string;
  mergeCommit?: string;
}

/** One entry of a pull request's timeline, of the kinds that the stand-in plays. */
export interface StoredEvent {
  event: 'labeled' | 'unlabeled' | 'head_ref_force_pushed';
  actor: Account;
  createdAt: string;
  label?: string;
}

export interface StoredRelease {
  id: number;
  tag: string;
  body: string | null;
}

/** An artifact of a workflow run. Its bytes are kept elsewhere, at `url`. */
export interface StoredRunArtifact {
  id: number;
  runId: number;
  name: string;
  /** As the list states it. */
  bytes: number;
  expired: boolean;
  url: string;
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
  readonly artifacts: StoredRunArtifact[] = [];
  readonly lockedIssues = new Set<number>();
  /** By commit. */
  readonly commits = new Map<string, { tree: Tree; message: string; parents: string[] }>();
  /** Branch name to commit. */
  readonly branches = new Map<string, string>();
  readonly tokens = new Map<string, Token>();
  /** By pull request, oldest first. */
  readonly timelines = new Map<number, StoredEvent[]>();
  /** When the check suites of a commit were made; the first one comes with its push. */
  readonly checkSuites = new Map<string, string[]>();
  /** By login; who is not in it may only read. */
  readonly roles = new Map<string, 'admin' | 'write' | 'read' | 'none'>();
  /** Branches that only a pull request may change, with GitHub's words for it. */
  readonly protectedBranches = new Map<string, string>();
  readonly releases: StoredRelease[] = [];
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

  /** Sets a label as the web page does: it is on the pull request, and the timeline knows who set it and when. */
  setLabel(number: number, label: string, actor: Account, createdAt: string): void {
    const pull = this.pulls.get(number);
    if (pull === undefined) throw new Error(`no pull request ${number}`);
    pull.labels = [...(pull.labels ?? []), label];
    this.timelines.set(number, [
      ...(this.timelines.get(number) ?? []),
      { event: 'labeled', actor, createdAt, label },
    ]);
  }

  /** Whether `ancestor` is `commit` or one of those before it. */
  contains(commit: string, ancestor: string): boolean {
    return this.historyOf(commit).has(ancestor);
  }

  historyOf(commit: string): Set<string> {
    const found = new Set<string>();
    const open = [commit];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(this.commits.get(next)?.parents ?? []));
    }
    return found;
  }

  /** A commit by its hash or by the name of a branch. */
  resolve(ref: string): string | undefined {
    if (this.commits.has(ref)) return ref;
    return this.branches.get(ref.replace(/^(refs\/)?heads\//, ''));
  }
}
