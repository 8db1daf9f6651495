import { addresses, refuse, type Answers } from './answer.ts';
import { blobSha, commitBody, contentBody, type Addresses } from './bodies.ts';
import type { Tree } from './repository.ts';

/** Files, branches and commits. */
export const contentAnswers: Answers = {
  'repos/get-content': (question) => {
    const { repository, query, parameters } = question;
    const commit = repository.resolve(query.get('ref') ?? repository.defaultBranch);
    const tree = commit === undefined ? undefined : repository.commits.get(commit)?.tree;
    if (commit === undefined || tree === undefined) return refuse(404, 'No commit found for the ref');
    const path = (parameters['path'] ?? '').replace(/\/$/, '');
    const text = tree.get(path);
    if (text !== undefined) return { status: 200, body: fileBody(path, text, commit, addresses(question)) };
    const entries = listTree(tree, path, commit, addresses(question));
    return entries.length === 0 ? refuse(404, 'Not Found') : { status: 200, body: entries };
  },

  'repos/create-or-update-file-contents': (question) => {
    const { repository, parameters, body } = question;
    const branch = String(body['branch'] ?? repository.defaultBranch);
    const parent = repository.branches.get(branch);
    if (parent === undefined) return refuse(404, `Branch ${branch} not found`);
    const protection = repository.protectedBranches.get(branch);
    if (protection !== undefined) return refuse(409, protection);
    const tree: Tree = new Map(repository.commits.get(parent)?.tree);
    const path = parameters['path'] ?? '';
    const before = tree.get(path);
    if (before !== undefined && body['sha'] === undefined) {
      return refuse(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
    }
    if (body['sha'] !== undefined && (before === undefined || body['sha'] !== blobSha(before))) {
      return refuse(409, `${path} does not match ${String(body['sha'])}`);
    }
    const text = Buffer.from(String(body['content']), 'base64').toString('utf8');
    tree.set(path, text);
    const message = String(body['message']);
    const commit = repository.addCommit(tree, message, [parent]);
    repository.branches.set(branch, commit);
    const content = fileBody(path, text, commit, addresses(question));
    return {
      status: before === undefined ? 201 : 200,
      body: { content, commit: commitBody(commit, { message, parents: [parent] }, addresses(question)) },
    };
  },

  'git/get-ref': (question) => {
    const ref = question.parameters['ref'] ?? '';
    const sha = question.repository.resolve(ref);
    if (sha === undefined || !ref.startsWith('heads/')) return refuse(404, 'Not Found');
    const { api } = addresses(question);
    const object = { type: 'commit', sha, url: `${api}/git/commits/${sha}` };
    return {
      status: 200,
      body: { ref: `refs/${ref}`, node_id: 'R_1', url: `${api}/git/refs/${ref}`, object },
    };
  },

  'git/get-commit': (question) => {
    const sha = question.parameters['commit_sha'] ?? '';
    const commit = question.repository.commits.get(sha);
    if (commit === undefined) return refuse(404, 'Not Found');
    return { status: 200, body: commitBody(sha, commit, addresses(question)) };
  },
};

export function fileBody(path: string, text: string, commit: string, to: Addresses): Record<string, unknown> {
  const entry = { type: 'file', path, commit, bytes: Buffer.byteLength(text), sha: blobSha(text) } as const;
  const lines = Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n');
  return { ...contentBody(entry, to), encoding: 'base64', content: lines };
}

function listTree(tree: Tree, folder: string, commit: string, to: Addresses): Record<string, unknown>[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = new Map<string, Record<string, unknown>>();
  for (const [path, text] of tree) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    const slash = rest.indexOf('/');
    const child = prefix + (slash < 0 ? rest : rest.slice(0, slash));
    const type = slash < 0 ? 'file' : 'dir';
    const bytes = type === 'file' ? Buffer.byteLength(text) : 0;
    found.set(
      child,
      contentBody({ type, path: child, commit, bytes, sha: blobSha(type === 'file' ? text : child) }, to),
    );
  }
  return [...found.values()];
}
