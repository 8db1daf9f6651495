import { expect, test } from 'vitest';
import type { ReportInput } from '../../src/model/report.ts';
import { renderChats } from '../../src/report/index.ts';
import type { SlackMessage } from '../../src/report/chat/slack.ts';
import type { TeamsMessage } from '../../src/report/chat/teams.ts';
import { hostileInput } from '../support/hostile-input.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { failInput, firstRunInput, invalidInput, noSuccessInput } from '../support/report-inputs.ts';

const runUrl = 'https://ci.example.com/jobs/12';
const origin = { commit: 'b'.repeat(40), branch: 'long', pullRequest: '12', runUrl };

const chatsOf = (input: ReportInput, place: Parameters<typeof renderChats>[1] = origin) =>
  renderChats(input, place) as { slack: SlackMessage; teams: TeamsMessage };

/** Every object at any depth. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}

test('a failing gate in Slack: verdict, sentence, what changed, where it is', () => {
  const { slack } = chatsOf(failInput());
  expect(slack).toMatchInlineSnapshot(`
    {
      "blocks": [
        {
          "text": {
            "emoji": false,
            "text": "✗ Fail: ticket-routing",
            "type": "plain_text",
          },
          "type": "header",
        },
        {
          "text": {
            "emoji": false,
            "text": "P50 latency of long inputs is 30 % slower (95 % interval 28 to 32 %), beyond the tolerance of 5 %; 1 more metric regressed.",
            "type": "plain_text",
          },
          "type": "section",
        },
        {
          "text": {
            "emoji": false,
            "text": "✗ p50 latency of long: 130 ms → 170 ms, +30 % (95 % interval +28 to +32 %)
    ✗ p95 latency: 131 ms → 169 ms, +29 % (95 % interval +27 to +32 %)
    ✗ p99 latency: 159 ms → 206 ms, +30 % (95 % interval +28 to +32 %)",
            "type": "plain_text",
          },
          "type": "section",
        },
        {
          "elements": [
            {
              "emoji": false,
              "text": "branch long · pull request 12 · commit bbbbbbbb",
              "type": "plain_text",
            },
          ],
          "type": "context",
        },
        {
          "text": {
            "text": "<https://ci.example.com/jobs/12|Open the run and its report>",
            "type": "mrkdwn",
          },
          "type": "section",
        },
      ],
      "text": "✗ Fail: ticket-routing. P50 latency of long inputs is 30 % slower (95 % interval 28 to 32 %), beyond the tolerance of 5 %; 1 more metric regressed.",
    }
  `);
});

test('a failing gate in Teams', () => {
  const { teams } = chatsOf(failInput());
  expect(teams.attachments[0].content).toMatchInlineSnapshot(`
    {
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
      "actions": [
        {
          "title": "Open the run and its report",
          "type": "Action.OpenUrl",
          "url": "https://ci.example.com/jobs/12",
        },
      ],
      "body": [
        {
          "inlines": [
            {
              "size": "Large",
              "text": "✗ Fail: ticket-routing",
              "type": "TextRun",
              "weight": "Bolder",
            },
          ],
          "type": "RichTextBlock",
        },
        {
          "inlines": [
            {
              "text": "P50 latency of long inputs is 30 % slower (95 % interval 28 to 32 %), beyond the tolerance of 5 %; 1 more metric regressed.",
              "type": "TextRun",
            },
          ],
          "type": "RichTextBlock",
        },
        {
          "inlines": [
            {
              "text": "✗ p50 latency of long: 130 ms → 170 ms, +30 % (95 % interval +28 to +32 %)",
              "type": "TextRun",
            },
          ],
          "type": "RichTextBlock",
        },
        {
          "inlines": [
            {
              "text": "✗ p95 latency: 131 ms → 169 ms, +29 % (95 % interval +27 to +32 %)",
              "type": "TextRun",
            },
          ],
          "type": "RichTextBlock",
        },
        {
          "inlines": [
            {
              "text": "✗ p99 latency: 159 ms → 206 ms, +30 % (95 % interval +28 to +32 %)",
              "type": "TextRun",
            },
          ],
          "type": "RichTextBlock",
        },
        {
          "inlines": [
            {
              "isSubtle": true,
              "size": "Small",
              "text": "branch long · pull request 12 · commit bbbbbbbb",
              "type": "TextRun",
            },
          ],
          "type": "RichTextBlock",
        },
      ],
      "type": "AdaptiveCard",
      "version": "1.4",
    }
  `);
});

test('what is not known is left out, and an address that is none is no link', () => {
  for (const input of [firstRunInput(), invalidInput(), noSuccessInput()])
    expect(JSON.stringify(chatsOf(input, {}))).not.toMatch(/undefined|null,"content":null|NaN/);
  const { slack, teams } = chatsOf(failInput(), { runUrl: 'javascript:alert(1)' });
  expect(JSON.stringify([slack, teams])).not.toContain('javascript');
});

test('texts of users and servers never come where a chat looks for markup', () => {
  const texts = [
    ...hostileTexts.map(({ text }) => text),
    '<!channel> <@U1> <https://evil.example|a>',
    'x'.repeat(5000),
  ];
  for (const text of texts) {
    const { slack, teams } = chatsOf(
      { ...hostileInput([text]), suite: text },
      { branch: text, repository: text, runUrl },
    );
    const markup = objectsIn(slack).filter(({ type }) => type === 'mrkdwn');
    expect(markup).toEqual([{ type: 'mrkdwn', text: `<${runUrl}|Open the run and its report>` }]);
    expect(slack.text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
    for (const { type, text: shown } of objectsIn(slack).filter((each) => typeof each.text === 'string')) {
      if (type === 'plain_text') expect(shown).not.toMatch(/<[!@#]|[\u0000-\u0009\u202A-\u202E]/u);
    }
    const holders = objectsIn(teams).filter((each) =>
      ['text', 'title', 'fallbackText'].some((key) => key in each),
    );
    expect(new Set(holders.map(({ type }) => type))).toEqual(new Set(['TextRun', 'Action.OpenUrl']));
  }
});

test('whatever is told, it stays within what each chat takes', () => {
  const { slack, teams } = chatsOf(hostileInput(), { ...origin, branch: 'b'.repeat(9999) });
  expect(slack.blocks.length).toBeLessThanOrEqual(50);
  for (const block of slack.blocks) {
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
    if (block.type === 'section') expect(block.text?.text.length).toBeLessThanOrEqual(3000);
    if (block.type === 'context') expect(JSON.stringify(block).length).toBeLessThan(2000);
  }
  expect(JSON.stringify(teams).length).toBeLessThan(28_000);
});
