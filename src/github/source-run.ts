import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import type { ActionContext, Environment } from './context.ts';

/** The workflow run whose end started this one: what the platform itself says of it. */
export interface SourceRun {
  id: number;
  url: string;
  /** What started it. */
  event: string;
  headSha: string;
  headBranch: string;
  /** `owner/repository` that the branch lives in; absent when that fork was deleted. */
  headRepository?: string;
  /** Whether its token could only read, so that it could not post by itself. */
  readOnly: boolean;
}

const payloadSchema = z.object({
  workflow_run: z.object({
    id: z.int().positive(),
    html_url: z.url({ protocol: /^https?$/ }),
    event: z.string().min(1),
    head_sha: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
    head_branch: z.string().min(1).nullable(),
    head_repository: z.object({ full_name: z.string().regex(/^[^/]+\/[^/]+$/) }).nullish(),
    actor: z.object({ login: z.string() }).nullish(),
  }),
});

/** GitHub gives the runs of its own updater a read-only token, though their branches are the repository's own. */
const dependabot = 'dependabot[bot]';

/**
 * Reads the run from the event file of a `workflow_run`.
 * @throws SluiceError `event-unsupported` under any other event, `input-invalid` for a malformed event file
 */
export async function readSourceRun(context: ActionContext, env: Environment): Promise<SourceRun> {
  if (context.event !== 'workflow_run') {
    throw new SluiceError('event-unsupported', {
      fact: `The entry \`publish\` was started by \`${context.event}\`; it posts what another workflow measured, and runs on \`workflow_run\` alone.`,
      remedy:
        'Use `on: { workflow_run: { workflows: [NAME], types: [completed] } }`, as examples/workflows/publish.yml does. To measure, use the action without `/publish`.',
    });
  }
  // That it is readable JSON, the reader of the context has seen.
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  const parsed = payloadSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SluiceError('input-invalid', {
      fact: `The event file of this run is malformed: \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? ''}.`,
      remedy:
        'The runner writes the file that GITHUB_EVENT_PATH names. Remove what overwrites it in the workflow.',
      cause: parsed.error,
      location: path,
    });
  }
  const run = parsed.data.workflow_run;
  const headRepository = run.head_repository?.full_name;
  const own = `${context.repository.owner}/${context.repository.repo}`.toLowerCase();
  return {
    id: run.id,
    url: run.html_url,
    event: run.event,
    headSha: run.head_sha,
    headBranch: run.head_branch ?? '',
    ...(headRepository !== undefined && { headRepository }),
    readOnly: headRepository?.toLowerCase() !== own || run.actor?.login === dependabot,
  };
}
