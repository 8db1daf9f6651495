import { SluiceError } from '../model/error.ts';
import type { BlockPlan, Random, Sessions, SessionSchedule } from '../model/schedule.ts';
import { countOf, drawArrivals } from './arrivals.ts';
import type { DrawnArrivals } from './arrivals.ts';
import { drawItems } from './draw-items.ts';
import { drawThinkTimes, meanThinkMs } from './think-times.ts';

export interface SessionBlockRequest {
  index: number;
  /** Of requests, all turns counted. */
  ratePerSecond: number;
  leadInMs: number;
  durationMs: number;
  /** Of the first turns. */
  arrivals: DrawnArrivals;
  sessions: Sessions;
  random: Random;
}

/** A session, by its first item. */
interface Conversation {
  firstItem: number;
  turns: number;
}

/**
 * Whole sessions: they start at the rate that gives the asked rate of requests once sessions start and end alike, in lead-in
 * and measured part each in its exact number, as requests do in an open-loop block. What is measured are the sessions that
 * start in the measured part, with all their turns, also those after its end: so both arms are measured by the same
 * turns, however slow one of them is.
 */
export function sessionBlock(request: SessionBlockRequest): BlockPlan {
  const { index, ratePerSecond, leadInMs, durationMs, sessions, random } = request;
  const parts = [drawStarts(request, 0, leadInMs), drawStarts(request, leadInMs, durationMs)];
  if (parts[1]?.atMs.length === 0) throw noSession(request);
  const startAtMs = Float64Array.from(parts.flatMap(({ atMs }) => atMs));
  const schedule = rowsOf(
    startAtMs,
    parts.flatMap((part) => part.conversations),
    sessions,
    random,
  );
  return {
    scenario: 'mixed',
    index,
    leadInMs,
    durationMs,
    ratePerSecond,
    arrivals: { kind: 'sessions', schedule },
  };
}

function noSession({ ratePerSecond, durationMs, sessions }: SessionBlockRequest): SluiceError {
  const turns = Number(meanTurns(sessions).toPrecision(3));
  const neededMs = (1000 * turns) / ratePerSecond;
  return new SluiceError('config-invalid', {
    fact: `A block of ${durationMs} ms at ${ratePerSecond} requests/s holds no session of ${turns} turns on average.`,
    remedy: `Lengthen \`pairing.block\` to ${Math.ceil((10 * neededMs) / 1000)}s, raise \`load.expected-rate\`, or lower \`workload.sessions.turns\`.`,
  });
}

/** Turns of a session, on average over all that are drawn. */
export function meanTurns({ conversations }: Sessions): number {
  const mean = (turns: readonly number[]) => turns.reduce((sum, each) => sum + each, 0) / turns.length;
  return conversations.reduce((sum, { share, turns }) => sum + share * mean(turns), 0);
}

/** How long a block goes on after its end for the further turns of its last sessions: what their users think, on average. */
export function sessionTailMs(sessions: Sessions): number {
  return (meanTurns(sessions) - 1) * meanThinkMs(sessions.thinkTime);
}

function drawStarts(
  { ratePerSecond, arrivals, sessions, random }: SessionBlockRequest,
  startMs: number,
  durationMs: number,
): { atMs: number[]; conversations: Conversation[] } {
  const count = countOf(ratePerSecond / meanTurns(sessions), durationMs);
  const atMs = drawArrivals(arrivals, count, durationMs, random);
  return {
    atMs: Array.from(atMs, (each) => startMs + each),
    conversations: drawConversations(sessions, count, random),
  };
}

/** Drawn as inputs are: each class in its share, each conversation of a class once before one comes again. */
function drawConversations({ conversations }: Sessions, count: number, random: Random): Conversation[] {
  const all = conversations.flatMap(({ firstItems, turns }, classIndex) =>
    firstItems.map((firstItem, i) => ({ classIndex, row: {}, firstItem, turns: turns[i] ?? 1 })),
  );
  const classes = conversations.map(({ share }, i) => ({ name: String(i), share }));
  return [...drawItems({ classes, items: all }, count, random)].map((drawn) => all[drawn] as Conversation);
}

function rowsOf(
  startAtMs: Float64Array,
  conversations: readonly Conversation[],
  { thinkTime }: Sessions,
  random: Random,
): SessionSchedule {
  const firstRow = new Uint32Array(conversations.length);
  const items: number[] = [];
  conversations.forEach(({ firstItem, turns }, session) => {
    firstRow[session] = items.length;
    for (let turn = 0; turn < turns; turn += 1) items.push(firstItem + turn);
  });
  const itemIndex = Uint32Array.from(items);
  const thinkMs = drawThinkTimes(thinkTime, items.length, random) ?? new Float64Array(items.length);
  return { startAtMs, firstRow, itemIndex, thinkMs };
}
