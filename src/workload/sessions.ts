import { answerMarker, sessionMarker, turnClass } from '../model/conversation.ts';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow, SessionsPlan } from '../model/plan.ts';
import type { Workload, WorkloadItem } from '../model/schedule.ts';
import { isMessage, type Message } from './layouts/conversation.ts';

/** What one conversation says, without the answers: the server under test gives its own. */
interface Conversation {
  /** Of the system, before the first turn. */
  preamble: Message[];
  /** Of the user, one a turn. */
  turns: Message[];
}

/**
 * Inputs as conversations: each becomes one item a turn, and each turn of a class a class of its own, so that every metric
 * is known by turn. A turn's row has what a template needs: `messages` (all turns up to it, with markers where the server's
 * answers will stand), `history` (the same as plain text), `text` (this turn alone), `turn` (from 1) and `session`.
 * @param salt stands at the very beginning of each conversation, so that no cache knows it from the block before
 * @throws SluiceError dataset-malformed for an input that says nothing
 */
export function makeSessions(workload: Workload, plan: SessionsPlan, salt: string): Workload {
  const conversations = workload.classes.map(({ name, share }, classIndex) => {
    const rows = workload.items.filter((item) => item.classIndex === classIndex).map(({ row }) => row);
    const talks = rows.map((row) => ({ row, ...conversationOf(row, name, plan.mostTurns) }));
    return { name, share, talks, longest: Math.max(0, ...talks.map(({ turns }) => turns.length)) };
  });
  const classes: { name: string; asked: number }[] = [];
  const items: WorkloadItem[] = [];
  const sessions = conversations.map(({ name, share, talks, longest }) => {
    const firstClass = classes.length;
    for (let turn = 0; turn < longest; turn += 1) {
      const reaching = talks.filter(({ turns }) => turns.length > turn).length;
      const turnName = longest === 1 ? name : turnClass(name, turn + 1);
      classes.push({ name: turnName, asked: (share * reaching) / talks.length });
    }
    const firstItems = talks.map((talk) => {
      const firstItem = items.length;
      talk.turns.forEach((_, turn) =>
        items.push({ classIndex: firstClass + turn, row: rowOfTurn(talk, turn, salt) }),
      );
      return firstItem;
    });
    return { share, firstItems, turns: talks.map(({ turns }) => turns.length) };
  });
  const all = classes.reduce((sum, { asked }) => sum + asked, 0);
  const { thinkTime, answerPath } = plan;
  return {
    classes: classes.map(({ name, asked }) => ({ name, share: asked / all })),
    items,
    sessions: { conversations: sessions, thinkTime, ...(answerPath === undefined ? {} : { answerPath }) },
  };
}

/** `messages` as chat servers take them, of which answers are left out; else `texts`, one a turn; else `text`, one turn. */
function conversationOf(
  { messages, texts, text }: DatasetRow,
  className: string,
  most: number,
): Conversation {
  const said = (content: string): Message => ({ role: 'user', content });
  if (Array.isArray(messages) && messages.every(isMessage)) {
    const turns = messages.filter(({ role }) => role === 'user');
    const first = messages.findIndex(({ role }) => role === 'user');
    const preamble = messages.slice(0, Math.max(0, first)).filter(({ role }) => role !== 'assistant');
    if (turns.length > 0) return { preamble, turns: turns.slice(0, most) };
  }
  if (Array.isArray(texts) && texts.length > 0 && texts.every((each) => typeof each === 'string'))
    return { preamble: [], turns: texts.slice(0, most).map(said) };
  if (typeof text === 'string') return { preamble: [], turns: [said(text)] };
  throw new SluiceError('dataset-malformed', {
    fact: `An input of the class ${className} is no conversation: it has neither \`messages\` with a turn of the user, nor \`texts\`, nor \`text\`.`,
    remedy:
      'Give it `"messages": [{"role": "user", "content": "..."}, ...]` or `"texts": ["first turn", "second turn"]`, or leave `workload.sessions` out.',
  });
}

function rowOfTurn(
  { row, preamble, turns }: Conversation & { row: DatasetRow },
  turn: number,
  salt: string,
): DatasetRow {
  const { messages: _, texts: __, ...others } = row;
  const before = turns
    .slice(0, turn)
    .flatMap((message, i): Message[] => [message, { role: 'assistant', content: answerMarker(i) }]);
  const messages = withSalt([...preamble, ...before, turns[turn] as Message], salt);
  const lines = messages.map(({ role, content }) => `${speakers[role] ?? role}: ${plainText(content)}`);
  return {
    ...others,
    text: plainText((turns[turn] as Message).content),
    turn: turn + 1,
    session: sessionMarker,
    messages,
    history: [...lines, `${speakers.assistant}:`].join('\n'),
  };
}

function withSalt([first, ...others]: Message[], salt: string): Message[] {
  if (!first) return [];
  return [
    { ...first, ...(typeof first.content === 'string' && { content: `${salt} ${first.content}` }) },
    ...others,
  ];
}

const speakers: Record<string, string> = { system: 'System', user: 'User', assistant: 'Assistant' };

const plainText = (content: Message['content']): string =>
  typeof content === 'string' ? content : JSON.stringify(content);
