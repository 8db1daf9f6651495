import { exportResult, unwatched } from '../export/index.ts';
import type { ExportOrigin } from '../model/export.ts';
import type { ReportInput } from '../model/report.ts';
import { renderChats } from '../report/index.ts';
import type { GateResult } from './gate-result.ts';
import { liveSubject } from './live-exports.ts';
import type { OutputFiles } from './outputs.ts';
import { sluiceVersion } from './version.ts';

/**
 * Tells the result to everybody whom `export:` names, after it has been written and told here: whatever becomes of it, the
 * verdict stands. Never rejects.
 * @returns one sentence for each, free of secrets
 */
export async function tellOthers(
  { plan, candidate, base, context, live }: GateResult,
  report: ReportInput,
  files: OutputFiles,
  origin: ExportOrigin,
): Promise<string[]> {
  if (!plan.exports) return [];
  const messages = renderChats(report, origin);
  const engine = plan.load.engine?.kind ?? 'built-in';
  const arms = { candidate, ...(base ? { base } : {}) };
  const input = { report, ...arms, sluiceVersion, engine, origin, files, messages };
  const watchers = live?.exporters ?? (await unwatched(plan.exports, liveSubject(plan)));
  const told = await exportResult(plan.exports, input, process.env, context.signal, watchers);
  await live?.close();
  return told.map((sentence) => context.mask.hide(sentence));
}
