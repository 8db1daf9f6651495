import { addresses, refuse, type Answers, type Question } from './answer.ts';
import { accountBody, commitBody } from './bodies.ts';
import { pullBody } from './repository-answers.ts';
import type { Repository, Tree } from './repository.ts';

/** Branches: making, moving, merging and comparing them, and the pull requests that are opened from them. */
export const branchAnswers: Answers = {
  'git/create-ref': (question) => {
    const { repository, body } = question;
    const branch = String(body['ref']).replace(/^refs\/heads\//, '');
    const sha = String(body['sha']);
    if (!repository.commits.has(sha)) return refuse(422, 'Object does not exist');
    if (repository.branches.has(branch)) return refuse(422, 'Reference already exists');
    repository.branches.set(branch, sha);
    return { status: 201, body: refBody(question, branch, sha) };
  },

  'git/update-ref': (question) => {
    const { repository, parameters, body } = question;
    const branch = (parameters['ref'] ?? '').replace(/^heads\//, '');
    const [before, sha] = [repository.branches.get(branch), String(body['sha'])];
    if (before === undefined) return refuse(422, 'Reference does not exist');
    if (repository.protectedBranches.has(branch)) return refuse(422, 'Reference update failed');
    if (body['force'] !== true && !repository.contains(sha, before)) {
      return refuse(422, 'Update is not a fast forward');
    }
    repository.branches.set(branch, sha);
    return { status: 200, body: refBody(question, branch, sha) };
  },

  'repos/merge': (question) => {
    const { repository, body } = question;
    const base = String(body['base']);
    const [into, from] = [repository.branches.get(base), repository.resolve(String(body['head']))];
    if (into === undefined || from === undefined) return refuse(404, 'Base or head does not exist');
    if (repository.contains(into, from)) return { status: 204, body: null };
    const tree = mergeTrees(repository, into, from);
    if (tree === undefined) return refuse(409, 'Merge conflict');
    const message = String(body['commit_message'] ?? `Merge ${String(body['head'])} into ${base}`);
    const sha = repository.addCommit(tree, message, [into, from]);
    repository.branches.set(base, sha);
    return { status: 201, body: wholeCommit(question, sha) };
  },

  'repos/compare-commits-with-basehead': (question) => {
    const { repository, parameters, description } = question;
    const [from = '', to = ''] = (parameters['basehead'] ?? '').split('...');
    const [before, after] = [repository.commits.get(from), repository.commits.get(to)];
    if (before === undefined || after === undefined) return refuse(404, 'Not Found');
    const paths = changedPaths(before.tree, after.tree);
    const mocked = description.mock(question.operationId, 200);
    const files = paths.map((filename) => ({
      sha: '0'.repeat(40),
      filename,
      status: 'modified',
      additions: 1,
      deletions: 0,
      changes: 1,
      blob_url: 'https://github.com/blob',
      raw_url: 'https://github.com/raw',
      contents_url: 'https://api.github.com/contents',
    }));
    return {
      status: 200,
      body: { ...mocked, status: 'ahead', total_commits: 1, commits: [wholeCommit(question, to)], files },
    };
  },

  'pulls/create': (question) => {
    const { repository, body, account } = question;
    const [head, base] = [String(body['head']), String(body['base'])];
    const [headSha, baseSha] = [repository.branches.get(head), repository.branches.get(base)];
    if (headSha === undefined || baseSha === undefined) return refuse(422, 'Validation Failed');
    const open = [...repository.pulls.values()].some(
      (pull) => pull.state === 'open' && pull.head.ref === head && pull.base.ref === base,
    );
    if (open) return refuse(422, 'Validation Failed: A pull request already exists');
    const number = repository.nextId();
    repository.pulls.set(number, {
      number,
      state: 'open',
      draft: false,
      head: { ref: head, sha: headSha, repository: `${repository.owner}/${repository.name}` },
      base: { ref: base, sha: baseSha },
      title: String(body['title']),
      body: String(body['body']),
      author: account,
    });
    return { status: 201, body: pullBody(question, number, 'pulls/create') };
  },
};

function refBody(question: Question, branch: string, sha: string): Record<string, unknown> {
  const { api } = addresses(question);
  const object = { type: 'commit', sha, url: `${api}/git/commits/${sha}` };
  return { ref: `refs/heads/${branch}`, node_id: 'R_1', url: `${api}/git/refs/heads/${branch}`, object };
}

function wholeCommit(question: Question, sha: string): Record<string, unknown> {
  const commit = question.repository.commits.get(sha);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  const { api, web } = addresses(question);
  const { author, committer, message, tree, verification } = commitBody(sha, commit, { api, web });
  const account = accountBody(question.account);
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${api}/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author,
      committer,
      message,
      tree,
      comment_count: 0,
      verification,
    },
    author: account,
    committer: account,
    parents: commit.parents.map((parent) => ({ sha: parent, url: `${api}/commits/${parent}` })),
  };
}

/** Three-way by whole files; undefined where both sides changed a file in different ways. */
function mergeTrees(repository: Repository, into: string, from: string): Tree | undefined {
  const treeOf = (sha: string): Tree => repository.commits.get(sha)?.tree ?? new Map();
  const mine = repository.historyOf(into);
  const common = [...repository.historyOf(from)].find((sha) => mine.has(sha));
  const [base, ours, theirs] = [
    common === undefined ? new Map() : treeOf(common),
    treeOf(into),
    treeOf(from),
  ];
  const merged: Tree = new Map();
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const [was, our, their] = [base.get(path), ours.get(path), theirs.get(path)];
    if (our !== their && our !== was && their !== was) return undefined;
    const text = our === was ? their : our;
    if (text !== undefined) merged.set(path, text);
  }
  return merged;
}

function changedPaths(before: Tree, after: Tree): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
}
