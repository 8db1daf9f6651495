import type { ExportOrigin } from '../../model/export.ts';
import type { ReportInput } from '../../model/report.ts';
import { chatFacts } from './facts.ts';

/** The parts of an Adaptive Card that are used here. */
interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  size?: 'Large' | 'Small';
  isSubtle?: true;
}

/** What a webhook of Teams takes ("When a Teams webhook request is received" of Workflows). */
export interface TeamsMessage {
  type: 'message';
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive'; contentUrl: null; content: object },
  ];
}

/** Every text is a text run: elsewhere in a card, its fallback included, Teams reads markdown, and with it links and pictures. */
export function renderTeams(input: ReportInput, origin: ExportOrigin): TeamsMessage {
  const { heading, sentence, metrics, facts, runUrl } = chatFacts(input, origin);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    // What every client of Teams draws.
    version: '1.4',
    body: [
      line({ type: 'TextRun', text: heading, weight: 'Bolder', size: 'Large' }),
      line({ type: 'TextRun', text: sentence }),
      ...metrics.map((text) => line({ type: 'TextRun', text })),
      ...(facts.length > 0
        ? [line({ type: 'TextRun', text: facts.join(' · '), size: 'Small', isSubtle: true })]
        : []),
    ],
    ...(runUrl
      ? { actions: [{ type: 'Action.OpenUrl', title: 'Open the run and its report', url: runUrl }] }
      : {}),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

const line = (run: TextRun) => ({ type: 'RichTextBlock', inlines: [run] });
