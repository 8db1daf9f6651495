import { z } from 'zod';
import type { LoadPlan, SessionsPlan } from '../model/plan.ts';
import type { ProtocolPlan } from '../model/protocol.ts';
import { closed } from './closed-object.ts';
import { present } from './present.ts';
import type { Problems } from './problem.ts';
import { planThinkTime, thinkTimeSchema } from './think-time.ts';

const defaultMostTurns = 8;

export const sessionsSchema = z.union([
  z.literal(true),
  closed({
    turns: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Later turns of a conversation are left out.'),
    'think-time': thinkTimeSchema.optional().describe('Between an answer and the next turn.'),
    answer: z
      .string()
      .min(1)
      .optional()
      .describe('Where the text of an answer stands, for `http-json`: `choices.0.message.content`.'),
  }),
]);

export function planSessions(written: z.output<typeof sessionsSchema> | undefined): SessionsPlan | undefined {
  if (written === undefined) return undefined;
  const settings = written === true ? {} : written;
  return {
    mostTurns: settings.turns ?? defaultMostTurns,
    thinkTime: planThinkTime(settings['think-time']),
    ...present({ answerPath: settings.answer }),
  };
}

/** Turns carry the answers before them, so these must be found, and sessions have a schedule of their own. */
export function checkSessions(
  sessions: SessionsPlan,
  protocol: ProtocolPlan,
  { arrivals }: LoadPlan,
  problems: Problems,
): void {
  const at = { path: ['workload', 'sessions'] };
  const withText = ['openai-chat', 'openai-completions'];
  if (protocol.kind === 'http-json' && sessions.answerPath === undefined) {
    const remedy = "Write `sessions: { answer: 'path.to.text' }`, a dotted path in the answer's JSON.";
    problems.add('config-invalid', at, 'Nothing says where the text of an answer stands.', remedy);
  } else if (protocol.kind !== 'http-json' && !withText.includes(protocol.kind)) {
    const fact = `Sessions cannot be sent by the protocol \`${protocol.kind}\`, whose answers have no text that is known.`;
    const remedy = 'Use `openai-chat`, `openai-completions` or `http-json`, or leave `sessions` out.';
    problems.add('config-invalid', at, fact, remedy);
  }
  if (typeof arrivals === 'object' && arrivals.kind === 'replay') {
    const remedy = 'Use other `load.arrivals`, or leave `sessions` out.';
    problems.add('config-invalid', at, 'A trace is replayed request by request, not by sessions.', remedy);
  }
}
