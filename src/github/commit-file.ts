import { createClient } from './client.ts';
import { renewToken, type Failure } from './failure.ts';
import type { ActionContext } from './context.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';
import { proposeFile } from './propose-file.ts';
import { isProtected } from './protection.ts';
import { writeFile, type CommittedFile, type FileChange } from './write-file.ts';

/**
 * Changes one file of a branch through the contents API, so that the commit is signed by the platform. GitHub refuses
 * a write whose file has changed since it was read; then it is read and edited again, so no run of another push is lost.
 * Where the branch may only be changed by a pull request, the change goes into one.
 * @returns a notice where it could not be written; a failure of GitHub never changes the verdict
 * @throws whatever `edit` throws
 */
export async function commitFile(
  change: FileChange,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<CommittedFile> {
  const written = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    try {
      const commit = await writeFile(client, change, context);
      return commit === undefined ? {} : { commit };
    } catch (thrown) {
      if (isProtected(thrown)) return undefined;
      throw thrown;
    }
  }, patience);
  if (written.done) return written.value ?? proposeFile(change, context, token, patience);
  const { failure } = written;
  const fact = failure.fact.replace(/\.$/, '');
  return {
    notice: `The baseline ${change.path} was not recorded: ${fact}. ${remedyOf(failure, change.branch)}`,
  };
}

function remedyOf({ kind, fact }: Failure, branch: string): string {
  switch (kind) {
    case 'permission':
    case 'not-found':
      return 'Add `contents: write` under `permissions:` of the job.';
    case 'unauthorised':
      return renewToken;
    case 'refused':
      return fact.startsWith('409')
        ? 'Other jobs kept changing the branch. The next push records its own run.'
        : `Allow the workflow to push to ${branch}, or record with \`sluice baseline add\` in a pull request.`;
    default:
      return 'The next push records its own run.';
  }
}
