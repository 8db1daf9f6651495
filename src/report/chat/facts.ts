import type { ExportOrigin } from '../../model/export.ts';
import type { ReportInput } from '../../model/report.ts';
import { capacityLine } from '../capacity.ts';
import { plainChatText, safeUrl } from '../escape.ts';
import { changedResults, toRow } from '../rows.ts';
import { metricName, verdictMarks, verdictTitle } from '../wording.ts';

/** A chat is for being called to the report, not for reading it. */
const mostMetrics = 5;

/** What a chat is told, as plain texts of one line. */
export interface ChatFacts {
  heading: string;
  sentence: string;
  metrics: string[];
  /** Capacity, commit, branch, pull request. */
  facts: string[];
  runUrl?: string;
}

export function chatFacts(input: ReportInput, origin: ExportOrigin): ChatFacts {
  const { verdict, suite } = input;
  const changed = changedResults(verdict);
  const hidden = changed.length - mostMetrics;
  const rows = changed.slice(0, mostMetrics).map((result) => {
    const { mark, base, candidate, change, interval } = toRow(result);
    return `${mark} ${metricName(result)}: ${base} → ${candidate}, ${change} (95 % interval ${interval})`;
  });
  const { commit, branch, pullRequest, repository } = origin;
  const runUrl = safeUrl(origin.runUrl);
  return {
    heading: plainChatText(`${verdictMarks[verdict.verdict]} ${verdictTitle(verdict)}: ${suite}`, 140),
    sentence: plainChatText(verdict.sentence),
    metrics: [...rows, ...(hidden > 0 ? [`${hidden} more in the report.`] : [])].map((row) =>
      plainChatText(row, 200),
    ),
    facts: [
      capacityLine(input),
      repository,
      branch && `branch ${branch}`,
      pullRequest && `pull request ${pullRequest}`,
      commit && `commit ${commit.slice(0, 8)}`,
    ].flatMap((fact) => (fact ? [plainChatText(fact, 250)] : [])),
    ...(runUrl ? { runUrl } : {}),
  };
}
