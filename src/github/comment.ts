import { z } from 'zod';
import { check } from './answer.ts';
import type { Client } from './client.ts';

export interface IssueLocation {
  owner: string;
  repo: string;
  issueNumber: number;
}

const commentSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.string().optional(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
});
type Comment = z.infer<typeof commentSchema>;

/**
 * Writes the one comment that starts with `marker`: updates it in place where it is there, creates it else. Safe to repeat:
 * an answer that got lost on the way does not lead to a second comment.
 * @returns the comment's address for people
 */
export async function writeComment(
  client: Client,
  location: IssueLocation,
  marker: string,
  body: string,
): Promise<string> {
  const { owner, repo, issueNumber } = location;
  const [own] = await findComments(client, location, marker);
  if (own === undefined) {
    const created = await client.rest.issues.createComment({ owner, repo, issue_number: issueNumber, body });
    return check(commentSchema, created.data, 'a created comment').html_url;
  }
  if (own.body === body) return own.html_url;
  const updated = await client.rest.issues.updateComment({ owner, repo, comment_id: own.id, body });
  return check(commentSchema, updated.data, 'an updated comment').html_url;
}

/** The comments of ours that start with `marker`, oldest first: more than one only where two jobs made theirs at once. */
export async function findComments(
  client: Client,
  { owner, repo, issueNumber }: IssueLocation,
  marker: string,
): Promise<Comment[]> {
  const all = await listComments(client, owner, repo, issueNumber);
  return ownOf(
    client,
    all.filter((comment) => hasMarker(comment, marker)),
  );
}

async function listComments(
  client: Client,
  owner: string,
  repo: string,
  issueNumber: number,
): Promise<Comment[]> {
  const comments: Comment[] = [];
  const pages = client.paginate.iterator(client.rest.issues.listComments, {
    owner,
    repo,
    issue_number: issueNumber,
    per_page: 100,
  });
  for await (const page of pages)
    comments.push(...check(z.array(commentSchema), page.data, 'a list of comments'));
  return comments.sort((a, b) => a.id - b.id);
}

function hasMarker(comment: Comment, marker: string): boolean {
  return comment.body?.split(/\r?\n/, 1)[0] === marker;
}

/**
 * Anybody can copy the marker, so the author counts: a bot, which no person can post as, or the token's own account.
 * Whose token it is, is asked only where it decides; a workflow's own token may not ask, and is always a bot.
 */
async function ownOf(client: Client, marked: Comment[]): Promise<Comment[]> {
  const byBot = marked.filter((comment) => comment.user?.type === 'Bot');
  if (byBot.length > 0 || marked.length === 0) return byBot;
  const login = await ownLogin(client);
  return login === undefined ? [] : marked.filter((comment) => comment.user?.login === login);
}

async function ownLogin(client: Client): Promise<string | undefined> {
  try {
    const answer = await client.rest.users.getAuthenticated();
    return check(z.object({ login: z.string() }), answer.data, 'an account').login;
  } catch (thrown) {
    const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
    if (status === 403 || status === 404) return undefined;
    throw thrown;
  }
}
