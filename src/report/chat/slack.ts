import type { KnownBlock, PlainTextElement } from '@slack/types';
import type { ExportOrigin } from '../../model/export.ts';
import type { ReportInput } from '../../model/report.ts';
import { escapeSlack } from '../escape.ts';
import { chatFacts } from './facts.ts';

export interface SlackMessage {
  /** For notifications, and for whoever is shown no blocks. */
  text: string;
  blocks: KnownBlock[];
}

/** For an incoming webhook. All but the link is plain text, in which Slack looks for no markup and no mention. */
export function renderSlack(input: ReportInput, origin: ExportOrigin): SlackMessage {
  const { heading, sentence, metrics, facts, runUrl } = chatFacts(input, origin);
  return {
    text: escapeSlack(`${heading}. ${sentence}`, 600),
    blocks: [
      { type: 'header', text: plain(heading) },
      { type: 'section', text: plain(sentence) },
      ...(metrics.length > 0 ? [section(metrics.join('\n'))] : []),
      ...(facts.length > 0 ? [{ type: 'context' as const, elements: [plain(facts.join(' · '))] }] : []),
      ...(runUrl
        ? [
            {
              type: 'section' as const,
              text: { type: 'mrkdwn' as const, text: `<${runUrl}|Open the run and its report>` },
            },
          ]
        : []),
    ],
  };
}

const plain = (text: string): PlainTextElement => ({ type: 'plain_text', text, emoji: false });
const section = (text: string): KnownBlock => ({ type: 'section', text: plain(text) });
