import { crc32 } from 'node:zlib';
import type { ReportInput } from '../../src/model/report.ts';
import {
  annotationsOf,
  renderComment,
  renderHtml,
  renderJUnit,
  renderReleaseNotes,
  renderResultJson,
  renderSummary,
  renderTerminal,
} from '../../src/report/index.ts';
import { holds, same } from './properties.ts';
import { wellFormed } from './well-formed.ts';

/** The page with its charts takes as long as all the rest. */
const pagesInCases = 8;
/** What GitHub takes for a comment, and what people open without waiting. */
const most = { comment: 65_536, page: 4 * 1024 * 1024 };

/** Draws a report in every form, twice. @param bytes choose which of them get a page */
export async function rendered(input: ReportInput, bytes: Buffer): Promise<void> {
  const hasPage = crc32(bytes) % pagesInCases === 0;
  const first = await draw(input, hasPage);
  same(await draw(input, hasPage), first, 'drawn again');
  wellFormed(first.junit, 'junit.xml');
  if (hasPage) wellFormed(first.page, 'report.html');
  holds(first.comment.length <= most.comment, `a comment of ${first.comment.length} characters`);
  holds(first.page.length <= most.page, `a page of ${first.page.length} characters`);
  JSON.parse(first.json);
}

async function draw(input: ReportInput, hasPage: boolean) {
  return {
    comment: renderComment(input),
    summary: renderSummary(input),
    notes: renderReleaseNotes(input),
    terminal: renderTerminal(input, { colour: true, columns: 80 }),
    annotations: annotationsOf(input),
    junit: renderJUnit(input),
    json: renderResultJson(input),
    page: hasPage ? await renderHtml(input) : '',
  };
}
