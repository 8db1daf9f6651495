import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { addresses, refuse, type Answers } from './answer.ts';
import { commitBody } from './bodies.ts';
import { fileBody } from './content-answers.ts';

const identity = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'github-actions[bot]'],
    [`GIT_${who}_EMAIL`, 'bot@example.org'],
  ]),
);

/**
 * Reading and writing one file of a real bare repository, by git's plumbing. A branch is moved by comparing and swapping:
 * of two writes at once on one parent git lets one through, and the other is refused as GitHub refuses it.
 * @param beforeSwap awaited when a write has made its commit and is about to move the branch
 */
export function gitAnswers(bare: string, beforeSwap: () => Promise<void>): Answers {
  const git = async (arguments_: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
    (await execa('git', arguments_, { cwd: bare, ...options })).stdout;
  /** Undefined where there is none. */
  const resolve = (revision: string) =>
    git(['rev-parse', '--verify', '--quiet', '--end-of-options', revision]).catch(() => undefined);

  /** The commit with one more text at the path. */
  async function commitOnto(parent: string, path: string, text: string, message: string): Promise<string> {
    const index = join(bare, `index-${randomUUID()}`);
    const env = { ...identity, GIT_INDEX_FILE: index };
    try {
      const blob = await git(['hash-object', '-w', '--stdin'], { input: text });
      await git(['read-tree', parent], { env });
      await git(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
      const tree = await git(['write-tree'], { env });
      return await git(['commit-tree', tree, '-p', parent, '-m', message], { env });
    } finally {
      await rm(index, { force: true });
    }
  }

  return {
    'repos/get-content': async (question) => {
      const { query, parameters, repository } = question;
      const commit = await resolve(`${query.get('ref') ?? repository.defaultBranch}^{commit}`);
      if (commit === undefined) return refuse(404, 'No commit found for the ref');
      const path = parameters['path'] ?? '';
      const blob = await resolve(`${commit}:${path}`);
      if (blob === undefined) return refuse(404, 'Not Found');
      const text = (await execa('git', ['cat-file', 'blob', blob], { cwd: bare, stripFinalNewline: false }))
        .stdout;
      return { status: 200, body: fileBody(path, text, commit, addresses(question)) };
    },

    'repos/create-or-update-file-contents': async (question) => {
      const { parameters, body, repository } = question;
      const branch = `refs/heads/${String(body['branch'] ?? repository.defaultBranch)}`;
      const parent = await resolve(branch);
      if (parent === undefined) return refuse(404, `Branch ${branch} not found`);
      const path = parameters['path'] ?? '';
      const before = await resolve(`${parent}:${path}`);
      if (before !== undefined && body['sha'] === undefined) {
        return refuse(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
      }
      if (body['sha'] !== undefined && body['sha'] !== before) {
        return refuse(409, `${path} does not match ${String(body['sha'])}`);
      }
      const [text, message] = [
        Buffer.from(String(body['content']), 'base64').toString(),
        String(body['message']),
      ];
      const commit = await commitOnto(parent, path, text, message);
      await beforeSwap();
      const swapped = await execa('git', ['update-ref', branch, commit, parent], {
        cwd: bare,
        reject: false,
      });
      if (swapped.failed) return refuse(409, `is at ${await resolve(branch)} but expected ${parent}`);
      const to = addresses(question);
      const content = fileBody(path, text, commit, to);
      return {
        status: before === undefined ? 201 : 200,
        body: { content, commit: commitBody(commit, { message, parents: [parent] }, to) },
      };
    },
  };
}
