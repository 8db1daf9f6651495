import { expect, test } from 'vitest';
import { answerMarker, sessionMarker } from '../../src/model/conversation.ts';
import type { DatasetRow, SessionsPlan } from '../../src/model/plan.ts';
import { makeSessions } from '../../src/workload/index.ts';

const plan: SessionsPlan = { mostTurns: 3, thinkTime: { kind: 'none' } };
const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

const make = (rows: DatasetRow[], settings = plan) =>
  makeSessions(
    { classes: [{ name: 'chat', share: 1 }], items: rows.map((row) => ({ classIndex: 0, row })) },
    settings,
    'SALT',
  );

test("a turn holds all turns before it, with markers for the server's answers in place of recorded ones", () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    user('one'),
    assistant('recorded'),
    user('two'),
  ];
  const { items, classes } = make([{ messages, id: 7 }]);
  expect(classes).toEqual([
    { name: 'chat turn 1', share: 0.5 },
    { name: 'chat turn 2', share: 0.5 },
  ]);
  const system = { role: 'system', content: 'SALT Be brief.' };
  expect(items.map(({ classIndex, row }) => [classIndex, row])).toEqual([
    [
      0,
      {
        id: 7,
        text: 'one',
        turn: 1,
        session: sessionMarker,
        messages: [system, user('one')],
        history: 'System: SALT Be brief.\nUser: one\nAssistant:',
      },
    ],
    [
      1,
      {
        id: 7,
        text: 'two',
        turn: 2,
        session: sessionMarker,
        messages: [system, user('one'), assistant(answerMarker(0)), user('two')],
        history: `System: SALT Be brief.\nUser: one\nAssistant: ${answerMarker(0)}\nUser: two\nAssistant:`,
      },
    ],
  ]);
});

test('a conversation is given as texts too, is cut at the most turns, and a text alone is one of one turn', () => {
  const { items, sessions, classes } = make([{ texts: ['a', 'b', 'c', 'd'] }, { text: 'e' }]);
  expect(items.map(({ row }) => row.text)).toEqual(['a', 'b', 'c', 'e']);
  expect(sessions?.conversations).toEqual([{ share: 1, firstItems: [0, 3], turns: [3, 1] }]);
  expect(classes.map(({ share }) => share)).toEqual([0.5, 0.25, 0.25]);
});

test('shares of classes are those of requests, in the proportions in which their sessions are sent', () => {
  const { classes } = makeSessions(
    {
      classes: [
        { name: 'long', share: 0.5 },
        { name: 'short', share: 0.5 },
      ],
      items: [
        { classIndex: 0, row: { texts: ['a', 'b', 'c'] } },
        { classIndex: 1, row: { text: 'd' } },
      ],
    },
    plan,
    '',
  );
  expect(classes.map(({ name }) => name)).toEqual(['long turn 1', 'long turn 2', 'long turn 3', 'short']);
  for (const { share } of classes) expect(share).toBeCloseTo(0.25, 12);
});

test('an input that says nothing is refused by name of its class', () => {
  for (const row of [
    {},
    { messages: [assistant('only')] },
    { texts: [] },
    { texts: ['a', 1] },
  ] as DatasetRow[])
    expect(() => make([row])).toThrowError(
      expect.objectContaining({ code: 'dataset-malformed', fact: expect.stringContaining('class chat') }),
    );
});
