import type { Environment } from './context.ts';

export interface UploadedArtifact {
  id?: number;
  /** The address for people who may read the repository. */
  url?: string;
  /** Why there is none. */
  notice?: string;
}

/** The library's own retries can take many minutes; a report is not worth that. */
const maximumMs = 120_000;

/**
 * Uploads files as one artifact of the run; a re-run replaces that of its earlier attempt. Never throws: what fails
 * becomes a notice.
 * @param files absolute paths below `rootDirectory`
 */
export async function uploadArtifact(
  name: string,
  files: readonly string[],
  rootDirectory: string,
  env: Environment = process.env,
): Promise<UploadedArtifact> {
  if (!env['ACTIONS_RUNTIME_TOKEN'] || !env['ACTIONS_RESULTS_URL']) {
    return { notice: 'No artifact was uploaded: this runner gives no access to the artifact service.' };
  }
  if (isGitHubServer(env)) {
    return {
      notice: 'No artifact was uploaded: GitHub Enterprise Server has no artifact service of this version.',
    };
  }
  if (files.length === 0) return { notice: 'No artifact was uploaded: there are no files.' };
  let timer: NodeJS.Timeout | undefined;
  try {
    // Loaded only here: it is the largest dependency, and a run at a terminal never needs it.
    const { DefaultArtifactClient } = await import('@actions/artifact');
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${maximumMs / 1000} s`)), maximumMs);
    });
    const client = new DefaultArtifactClient();
    const upload = async () => {
      // A name is taken for the whole run, all of its attempts: the newest one counts.
      if (Number(env['GITHUB_RUN_ATTEMPT'] || 1) > 1)
        await client.deleteArtifact(name).catch(() => undefined);
      return client.uploadArtifact(name, [...files], rootDirectory);
    };
    const { id } = await Promise.race([upload(), tooLong]);
    return id === undefined ? {} : { id, ...addressOf(id, env) };
  } catch (thrown) {
    return { notice: explain(name, thrown instanceof Error ? thrown.message : String(thrown)) };
  } finally {
    clearTimeout(timer);
  }
}

/** GitHub Enterprise Server, as the artifact library tells it: neither github.com nor a data-residency host. */
function isGitHubServer(env: Environment): boolean {
  const host = new URL(env['GITHUB_SERVER_URL'] || 'https://github.com').hostname.toUpperCase();
  return host !== 'GITHUB.COM' && !host.endsWith('.GHE.COM') && !host.endsWith('.LOCALHOST');
}

function addressOf(id: number, env: Environment): { url?: string } {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run
    ? { url: `${server}/${repository}/actions/runs/${run}/artifacts/${id}` }
    : {};
}

function explain(name: string, message: string): string {
  const fact = message
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 300)
    .replace(/\.$/, '');
  const remedy = /already exists|conflict/i.test(message)
    ? ` Another job of this run uploaded \`${name}\`: give each its own \`artifact-name\`.`
    : '';
  return `No artifact was uploaded: ${fact}.${remedy}`;
}
