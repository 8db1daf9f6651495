import type { ReportInput } from '../model/report.ts';

export { annotationsOf, type Annotation } from './annotations.ts';
export { renderComment } from './comment.ts';
export { commentMarker } from './escape.ts';
export { isolationFact } from './facts.ts';
export { renderErrorComment } from './error-comment.ts';
export { renderJUnit } from './junit.ts';
export { renderEvent, renderProgressLine } from './progress-line.ts';
export { renderResultJson } from './result-json.ts';
export { renderSummary } from './summary.ts';
export { renderTerminal, type TerminalOptions } from './terminal.ts';

/** The page's charts weigh more than all the rest of Sluice: they are loaded when a page is drawn, not before the load. */
export async function renderHtml(input: ReportInput): Promise<string> {
  const page = await import('./html.ts');
  return page.renderHtml(input);
}
