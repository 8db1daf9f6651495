import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { retried } from '../model/retry.ts';
import { gitLabClient, GitLabFailure, pauseOf, type GitLabClient } from './client.ts';
import type { GitLabMergeRequest } from './merge-request.ts';

/** How long GitLab is waited for. The verdict is already known, so the bounds are tight. */
export interface NotePatience {
  attempts: number;
  firstPauseMs: number;
  longestPauseMs: number;
  totalMs: number;
}

const defaultPatience: NotePatience = {
  attempts: 4,
  firstPauseMs: 1000,
  longestPauseMs: 10_000,
  totalMs: 28_000,
};

const noteSchema = z.object({
  id: z.int(),
  body: z.string(),
  author: z.object({ id: z.int() }),
});
const userSchema = z.object({ id: z.int() });

/**
 * Keeps the one note of a suite on a merge request: updates it in place where it is there, writes it else. Safe to repeat: an
 * answer that got lost on the way does not lead to a second note. A failure of GitLab costs the note, never the verdict.
 * @param body whose first line is the hidden marker of the suite
 * @returns why it was not written; undefined where it was
 */
export async function writeNote(
  place: GitLabMergeRequest,
  token: string,
  body: string,
  patience: NotePatience = defaultPatience,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(patience.totalMs);
  const client = gitLabClient(place, token, signal);
  try {
    await retried(() => keepNote(client, place, withoutQuickActions(body)), {
      ...patience,
      pauseOf,
      pause: (ms) => sleep(ms, null, { signal }),
    });
    return undefined;
  } catch (thrown) {
    return `No comment was written on merge request !${place.iid}: ${factOf(thrown)}`;
  }
}

async function keepNote(client: GitLabClient, place: GitLabMergeRequest, body: string): Promise<void> {
  const path = `/projects/${encodeURIComponent(place.projectId)}/merge_requests/${encodeURIComponent(place.iid)}/notes`;
  const marker = firstLine(body);
  const query = { activity_filter: 'only_comments', order_by: 'created_at', sort: 'asc' };
  const marked = (await client.list(path, query, noteSchema)).filter(
    (note) => firstLine(note.body) === marker,
  );
  // Anybody can copy the marker, so the author counts. Who we are is asked only where it decides.
  const own = marked.length > 0 ? await client.get('/user', userSchema) : undefined;
  const note = marked.find(({ author }) => author.id === own?.id);
  if (note?.body === body) return;
  if (note) await client.send('PUT', `${path}/${note.id}`, { body }, noteSchema);
  else await client.send('POST', path, { body }, noteSchema);
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? '';

/** A line that begins with `/close` or `/merge` would be done with the rights of the token; `!12` would tell another merge request. */
const withoutQuickActions = (body: string): string =>
  body.replace(/^([ \t]*)\/(?=\w)/gm, '$1\u2060/').replace(/!(?=\d)/g, '!\u2060');

function factOf(thrown: unknown): string {
  const fact = thrown instanceof Error ? thrown.message : String(thrown);
  const status = thrown instanceof GitLabFailure ? thrown.status : undefined;
  switch (status) {
    case 401:
      return `${fact}. GitLab does not know the token; renew it.`;
    case 403:
    case 404:
      return `${fact}. Give the token the scope \`api\` and at least the role Reporter in the project of the merge request.`;
    default:
      return `${fact}. The report is in the job's artifacts.`;
  }
}
