import type { ReportInput } from '../model/report.ts';
import type { Trend } from '../model/trend.ts';
import { listLink } from './fault-page.ts';
import type { TrendLinks } from './trend-facts.ts';
import type { TextFile } from './trend-pictures.ts';

export { annotationOfError, annotationOfNotice, annotationsOf, type Annotation } from './annotations.ts';
export { renderCapacity, renderCapacityJson, type Promised } from './capacity-text.ts';
export { renderChats } from './chat/index.ts';
export { renderComment } from './comment.ts';
export { commentMarker, escapeTerminal } from './escape.ts';
export { renderFaultPage } from './fault-page.ts';
export { isolationFact } from './facts.ts';
export { renderErrorComment } from './error-comment.ts';
export { renderHistories, renderHistoriesJson } from './history.ts';
export { renderImport } from './import-summary.ts';
export { jointMarker, renderJointComment } from './joint-comment.ts';
export { renderJUnit } from './junit.ts';
export { fewestPanelColumns, renderPanel, type LiveView } from './live-panel.ts';
export { contentPolicyOf } from './page-document.ts';
export type { TerminalOptions } from './paint.ts';
export { renderEvent, renderProgressLine } from './progress-line.ts';
export { renderReleaseNotes } from './release-notes.ts';
export { renderResultJson } from './result-json.ts';
export { renderShelf } from './shelf-page.ts';
export { renderSummary } from './summary.ts';
export { unverifiedTitle, unverifiedWarning } from './unverified.ts';
export { renderTerminal } from './terminal.ts';

/** The page's charts weigh more than all the rest of Sluice: they are loaded when a page is drawn, not before the load. */
export async function renderHtml(
  input: ReportInput,
  { listUrl }: { listUrl?: string } = {},
): Promise<string> {
  const page = await import('./html.ts');
  return page.renderHtml(input, listUrl === undefined ? undefined : listLink(listUrl));
}

/** All files of the trend, with paths relative to its folder. */
export async function renderTrendFiles(trends: readonly Trend[], links: TrendLinks): Promise<TextFile[]> {
  const { renderTrendFiles: render } = await import('./trend.ts');
  return render(trends, links);
}
