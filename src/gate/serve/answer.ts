import { SluiceError, toSluiceError } from '../../model/error.ts';
import type { JudgingPlan } from '../../model/plan.ts';
import type { ReportInput } from '../../model/report.ts';
import { renderFaultPage, renderHtml, renderShelf } from '../../report/index.ts';
import { reportOfGate, reportOfRuns } from '../stored-report.ts';
import type { RunFiles, RunShelf } from './shelf.ts';

export interface Answer {
  status: number;
  html: string;
}

/** Makes the pages: `/`, `/run/ID` and `/compare?base=ID&candidate=ID`. Never throws. */
export async function answer(url: URL, shelf: RunShelf, judging: JudgingPlan): Promise<Answer> {
  try {
    if (url.pathname === '/') return { status: 200, html: renderShelf(shelf.list()) };
    const input = reportFor(url, shelf, judging);
    if (input) return { status: 200, html: await renderHtml(input, { listUrl: '/' }) };
    return fault(
      404,
      new SluiceError('run-unreadable', { fact: 'There is no such page.', remedy: toTheList }),
    );
  } catch (thrown) {
    const error = toSluiceError(thrown);
    return fault(error.code === 'internal' ? 500 : 422, error);
  }
}

const toTheList = 'The file may have been moved or removed since: go back to the list.';

const fault = (status: number, error: SluiceError): Answer => ({
  status,
  html: renderFaultPage(error, '/'),
});

function reportFor(url: URL, shelf: RunShelf, judging: JudgingPlan): ReportInput | undefined {
  const [, id] = /^\/run\/(\w+)$/.exec(url.pathname) ?? [];
  if (id !== undefined) return reportOf(fileOf(shelf, id), judging);
  if (url.pathname !== '/compare') return undefined;
  const [base, candidate] = ['base', 'candidate'].map((arm) => url.searchParams.get(arm));
  if (!base || !candidate || base === candidate) {
    throw new SluiceError('input-invalid', {
      fact:
        base && base === candidate ? 'A run cannot be compared with itself.' : 'A comparison takes two runs.',
      remedy: 'Pick one run as the base and another as the candidate.',
    });
  }
  const files = { base: [fileOf(shelf, base).run], candidate: fileOf(shelf, candidate).run };
  return reportOfRuns(files, judging);
}

/** As the gate judged it; a run that was measured without a verdict is judged by the limits, or by nothing. */
const reportOf = ({ run, gate }: RunFiles, judging: JudgingPlan): ReportInput =>
  gate
    ? reportOfGate(gate.verdict, { candidate: run, ...(gate.base ? { base: gate.base } : {}) }, judging)
    : reportOfRuns({ candidate: run }, judging);

function fileOf(shelf: RunShelf, id: string): RunFiles {
  const files = shelf.files(id);
  if (files) return files;
  throw new SluiceError('run-unreadable', { fact: 'There is no such run any more.', remedy: toTheList });
}
