import { z } from 'zod';
import { check } from './answer.ts';
import { createClient, type Client } from './client.ts';
import type { ActionContext } from './context.ts';
import { renewToken, type Failure } from './failure.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';
import { statusOf } from './protection.ts';

const releaseSchema = z.object({ id: z.int(), body: z.string().nullish() });

/** GitHub's bound for the notes of a release. */
const maximumCharacters = 125_000;
/** The API has no compare-and-swap for notes, so each writer reads back whether another one has written over it. */
const maximumTries = 5;

export interface ReleaseSection {
  tag: string;
  /** The section's first line, by which it is found again. */
  marker: string;
  /** Markdown that starts with the marker and ends with `endMarker`. */
  section: string;
  endMarker: string;
}

/**
 * Puts a section into the notes of the release of a tag, in the place of its earlier one or at the end. What else stands
 * in the notes is left as it is. A tag without a release is left alone.
 * @returns a notice where it could not be done
 */
export async function attachToRelease(
  section: ReleaseSection,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<{ notice?: string }> {
  const written = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    for (let tries = 1; tries <= maximumTries; tries += 1) {
      const release = await readRelease(client, section.tag, context);
      if (release === undefined) return 'absent';
      const before = release.body ?? '';
      const after = withSection(before, section);
      if (after === before) return 'attached';
      if (after.length > maximumCharacters) return 'full';
      await client.rest.repos.updateRelease({ ...context.repository, release_id: release.id, body: after });
    }
    return 'contended';
  }, patience);
  const what = `The verdict was not attached to the release ${section.tag}`;
  if (!written.done) {
    const { failure } = written;
    return { notice: `${what}: ${failure.fact.replace(/\.$/, '')}. ${remedyOf(failure)}` };
  }
  switch (written.value) {
    case 'full':
      return {
        notice: `${what}: its notes would be longer than GitHub allows. Shorten them, and run the job again.`,
      };
    case 'contended':
      return { notice: `${what}: others kept writing over it. Run the job again to attach it.` };
    default:
      return {};
  }
}

function remedyOf({ kind }: Failure): string {
  switch (kind) {
    case 'permission':
    case 'not-found':
      return 'It needs `contents: write` under `permissions:`.';
    case 'unauthorised':
      return renewToken;
    default:
      return 'Run the job again to attach it.';
  }
}

async function readRelease(
  client: Client,
  tag: string,
  { repository }: ActionContext,
): Promise<z.infer<typeof releaseSchema> | undefined> {
  try {
    const { data } = await client.rest.repos.getReleaseByTag({ ...repository, tag });
    return check(releaseSchema, data, 'a release');
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw thrown;
  }
}

/** GitHub's page writes line ends of its own kind into what people edit there. */
export function withSection(notes: string, { marker, section, endMarker }: ReleaseSection): string {
  const start = notes.indexOf(marker);
  if (start < 0) return notes === '' ? section : `${notes.trimEnd()}\n\n${section}`;
  const end = notes.indexOf(endMarker, start);
  const rest = end < 0 ? '' : notes.slice(end + endMarker.length);
  return notes.slice(0, start) + section + rest;
}
