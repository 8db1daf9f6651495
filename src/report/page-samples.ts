import { gzipSync } from 'node:zlib';
import type { ReportInput } from '../model/report.ts';
import { formatCount } from './format.ts';
import { markup, trusted, type Markup } from './markup.ts';
import { section } from './page-parts.ts';

/** The single requests, packed into the page itself so that it needs nothing else; or where they are. */
export function samplesSection({ samples, base }: ReportInput): Markup | undefined {
  if (!samples || samples.count === 0) return undefined;
  const count = formatCount(samples.count, 'request');
  const files = base
    ? markup`<code>run-base.json</code> and <code>run-candidate.json</code>`
    : markup`<code>run-candidate.json</code>`;
  if (samples.csv === undefined)
    return section('Raw samples', [
      markup`<p>${count}, too many for a page: they are in ${files} of the artifact that this page comes from. <code>sluice export --format csv</code> makes a table of each.</p>`,
    ]);
  return section('Raw samples', [
    markup`<p><a id="samples" download="sluice-samples.csv.gz" href="data:application/gzip;base64,${trusted(packed(samples.csv))}">Download ${count} as CSV</a> (gzip). A row a request: arm, scenario, block, class, and its times in milliseconds, empty where it did not complete.</p>
<p class="quiet">The same, with everything else that was measured, is in ${files} of the artifact; <code>sluice compare</code> judges these files again.</p>`,
  ]);
}

/** Node writes no time into the head, so that the same samples give the same bytes. */
const packed = (text: string): string => gzipSync(text, { level: 9 }).toString('base64');
