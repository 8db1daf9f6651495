import { appendFile, stat } from 'node:fs/promises';
import type { Environment } from './context.ts';

/** GitHub drops a step's whole summary above 1 MiB. */
const maximumBytes = 1024 * 1024;
const cutNote = '\n\n_The summary was cut here: GitHub allows 1 MiB. The full report is in the artifact._\n';

/**
 * Appends markdown to the job summary, cut below GitHub's bound.
 * @returns a notice where it could not be written or not as a whole
 */
export async function writeSummary(markdown: string, env: Environment): Promise<{ notice?: string }> {
  const path = env['GITHUB_STEP_SUMMARY'];
  if (!path) return { notice: 'The job summary was not written: GITHUB_STEP_SUMMARY is not set.' };
  try {
    const taken = await sizeOf(path);
    const text = fit(markdown.endsWith('\n') ? markdown : `${markdown}\n`, maximumBytes - taken);
    await appendFile(path, text.markdown);
    return text.cut ? { notice: 'The job summary was cut: GitHub allows 1 MiB.' } : {};
  } catch (thrown) {
    return {
      notice: `The job summary was not written: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    };
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return 0;
    throw thrown;
  }
}

function fit(markdown: string, bytes: number): { markdown: string; cut: boolean } {
  const encoded = Buffer.from(markdown);
  if (encoded.length <= bytes) return { markdown, cut: false };
  const room = bytes - Buffer.byteLength(cutNote);
  if (room <= 0) return { markdown: '', cut: true };
  // A cut inside a character leaves replacement characters at the end; they are taken off with the rest of it.
  const kept = encoded
    .subarray(0, room)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return { markdown: kept + cutNote, cut: true };
}
