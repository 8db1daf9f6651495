import { SluiceError } from '../model/error.ts';
import type { ExportInput, ExportsPlan } from '../model/export.ts';
import { exporters } from './exporters.ts';
import type { Environment, Exporter } from './exporter.ts';
import type { LiveExports } from './live.ts';

export { openLiveExports, unwatched } from './live.ts';
export type { LiveExports } from './live.ts';
export type { LiveSubject } from './live-exporter.ts';

/** No export may hold the job up for longer, whatever is wrong with its server. */
const patienceMs = 30_000;

/**
 * Tells a finished gate to everybody whom the settings name, all at once.
 * @param live those that have watched it, besides those that only hear of its end
 * @returns one sentence each: what was told, or why it could not be. Never rejects: an export never changes a verdict.
 */
export async function exportResult(
  plan: ExportsPlan,
  input: ExportInput,
  environment: Environment,
  signal: AbortSignal,
  live: readonly Exporter[] = [],
): Promise<string[]> {
  return patiently([...exporters(plan), ...live], signal, {
    tell: (exporter, limit) => exporter.tell(input, { environment, signal: limit }),
    failed: (why) => `The result was not told: ${why} The verdict stands.`,
  });
}

/**
 * Tells the end of what was measured and not judged to those that have watched it.
 * @returns as `exportResult` does
 */
export async function exportMeasured(
  { exporters: watching }: LiveExports,
  environment: Environment,
  signal: AbortSignal,
): Promise<string[]> {
  return patiently(watching, signal, {
    tell: (exporter, limit) => exporter.tellMeasured({ environment, signal: limit }),
    failed: (why) => `What was measured was not told: ${why} The runs are whole.`,
  });
}

async function patiently<E extends { name: string }>(
  all: readonly E[],
  signal: AbortSignal,
  {
    tell,
    failed,
  }: { tell: (exporter: E, limit: AbortSignal) => Promise<string>; failed: (why: string) => string },
): Promise<string[]> {
  const told = all.map(async (exporter) => {
    try {
      return await tell(exporter, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
    } catch (thrown) {
      return failed(describe(thrown, exporter.name));
    }
  });
  return Promise.all(told);
}

function describe(thrown: unknown, name: string): string {
  if (thrown instanceof SluiceError) return `${thrown.fact} ${thrown.remedy}`;
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `${name}: It was not done within ${patienceMs / 1000} s; it is slow, or out of reach.`;
  return `${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
}
