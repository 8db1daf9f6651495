import { metrics } from '../model/metric.ts';
import { shelfMetrics, type Shelf, type ShelvedRun } from '../model/shelf.ts';
import { formatValue } from './format.ts';
import { markup, name, sentence, type Markup } from './markup.ts';
import { pageDocument } from './page-document.ts';
import { pageTable, section, type Column } from './page-parts.ts';
import { pageStyle } from './page-style.ts';
import { verdictMarks, verdictTitles } from './wording.ts';

const shelfStyle = `${pageStyle}
main { max-width: 1400px; }
.pick { position: sticky; bottom: 0; background: var(--page); border-top: 1px solid var(--line); padding: 12px 0; margin: 0; max-width: none; }
button { font: inherit; padding: 6px 18px; border: 1px solid var(--candidate); border-radius: 6px; background: var(--candidate); color: var(--page); cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 2px solid var(--candidate); outline-offset: 2px; }
input[type=radio] { width: 18px; height: 18px; margin: 2px; }
.shelf th, .shelf td { padding: 5px 8px; }
.shelf .quiet { display: block; }
.shelf .number { white-space: nowrap; }
.shelf td:nth-child(3), .shelf td:nth-child(5) { min-width: 19ch; }
.told { color: var(--tone); font-weight: 700; white-space: nowrap; }
.shelf .sentence { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; min-width: 20ch; }
@media (max-width: 560px) {
  .shelf thead { display: none; }
  .shelf tr { display: grid; grid-template-columns: 1fr 1fr; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .shelf td { border: 0; padding: 2px 0; text-align: left; }
  .shelf td[data-head]::before { content: attr(data-head) ' '; color: var(--soft); }
  .shelf td:nth-child(3), .shelf td:last-child { grid-column: 1 / -1; }
  .shelf td:nth-child(3), .shelf td:nth-child(5) { min-width: 0; }
  .shelf td:empty { display: none; }
  .shelf .sentence { min-width: 0; }
}
`;

/** The list of runs as a page: a link to the report of each, and a form that picks two for `/compare`. No script. */
export function renderShelf({ folder, runs, faults, isCut }: Shelf): string {
  return pageDocument({
    title: 'Runs',
    style: shelfStyle,
    forms: true,
    body: [
      markup`<h1>Sluice: runs below ${name(folder, 200)}</h1>\n`,
      isCut
        ? markup`<p class="warnings">There are too many files below this folder: not all of them were looked at. Serve a folder below it.</p>\n`
        : undefined,
      runs.length > 0
        ? runForm(runs)
        : markup`<p>There is no run here yet. <code>sluice run --out DIR</code> writes some; then load this page again.</p>\n`,
      faults.length > 0
        ? section('Files that show no run', [
            pageTable(
              [{ head: 'file' }, { head: 'why' }],
              faults.map(({ path, what }) => [name(path, 200), sentence(what)]),
              'Files that show no run',
            ),
          ])
        : undefined,
    ],
  });
}

function runForm(runs: readonly ShelvedRun[]): Markup {
  const columns: Column[] = [
    { head: 'base' },
    { head: 'candidate' },
    { head: 'run' },
    { head: 'measured' },
    { head: 'target' },
    ...shelfMetrics.map((id) => ({ head: metrics[id].header.replace(/ latency$/, ''), numeric: true })),
    { head: 'verdict' },
  ];
  return markup`<form action="/compare" method="get">
${pageTable(columns, runs.map(runCells), 'Runs, the newest first', 'shelf')}
<p class="pick"><button>Compare</button> <span class="quiet">the picked candidate with the picked base</span></p>
</form>
`;
}

function runCells(run: ShelvedRun): (string | Markup)[] {
  const { id, path, suite, arm, provenance, result, numbers } = run;
  const { target, commit, measuredAt } = provenance;
  const measured = new Date(measuredAt).toISOString();
  const pick = (as: 'base' | 'candidate') =>
    markup`<input type="radio" name="${as}" value="${id}" required aria-label="${path} as the ${as}">`;
  return [
    pick('base'),
    pick('candidate'),
    markup`<a href="/run/${id}">${name(suite)}, ${arm}</a><span class="quiet">${name(path, 120)}</span>`,
    markup`<span class="number">${measured.slice(0, 10)} ${measured.slice(11, 16)}</span>`,
    markup`${name(target.name)}<span class="quiet">${commit === undefined ? undefined : markup`commit ${name(commit, 12)}`}</span>`,
    ...shelfMetrics.map((metric) => formatValue(metric, numbers?.[metric])),
    result
      ? markup`<span class="told ${result.verdict}">${verdictMarks[result.verdict]} ${verdictTitles[result.verdict]}</span><span class="quiet sentence">${sentence(result.sentence)}</span>`
      : '',
  ];
}
