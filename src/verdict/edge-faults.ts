import { edgeAnswers, noAnswer } from '../model/edge-cases.ts';
import type { EdgeCaseResult, EdgeCaseRound, EdgeCases, GoodRequests } from '../model/edge-cases.ts';
import type { EdgeFindingKind } from '../model/verdict.ts';
import { medianOf } from './median.ts';

/** So many times the median of good requests alone, and so much more in milliseconds, is harm. */
const slow = { factor: 2, nearlyFactor: 1.5, atLeastMs: 10 };

export interface EdgeFault {
  kind: EdgeFindingKind;
  /** A clause for people. */
  clause: string;
}

/**
 * Stated rules. Good requests were slowed where in more than half of the windows after an edge request their median is
 * more than twice that of good requests alone, and 10 ms more; they failed where one did and none did alone. Harm counts
 * only when it was seen twice, the second time against good requests that were measured anew; that a server ended and
 * what it answered speak for themselves.
 */
export function edgeFaults(result: EdgeCaseResult): EdgeFault[] {
  const { name, expect, rounds, ended } = result;
  const answers = edgeAnswers(result);
  const sent = answers.reduce((sum, [, count]) => sum + count, 0);
  const countOf = (wanted: string) => answers.find(([answer]) => answer === wanted)?.[1] ?? 0;
  // What a server that ended left undone is told already.
  const twice = (isSeen: (round: EdgeCaseRound) => boolean) =>
    ended === undefined && rounds.length > 1 && rounds.every((round) => wasUp(round) && isSeen(round));
  const last = rounds.at(-1);
  const { hung, lost } = noAnswer;
  const wrong = answers.filter(
    ([answer]) => answer !== hung && answer !== lost && !isExpected(answer, expect),
  );
  const faults: (EdgeFault | false | undefined)[] = [
    ended !== undefined && fault('target-ended', `${name} ended the server: it ${ended}`),
    twice(has(hung)) && fault('no-answer', `${name} got no answer in time (${countOf(hung)} of ${sent})`),
    twice(has(lost)) &&
      fault('connection-lost', `${name} lost its connection without an answer (${countOf(lost)} of ${sent})`),
    last && twice(hadFailures) && fault('good-requests-failed', failureClause(name, last)),
    last && twice((round) => wasSlowed(round)) && fault('good-requests-slowed', slownessClause(name, last)),
    ...wrong.map(([answer, count]) =>
      fault(
        'unexpected-answer',
        `${name} was answered ${answer} (${count} of ${sent}), expected ${expect.join(' or ')}`,
      ),
    ),
  ];
  return faults.filter((each) => typeof each === 'object');
}

/** What all edge cases together left behind, as a clause; undefined where good requests are as they were. */
export function lastingFault({ before, after }: EdgeCases): string | undefined {
  if (!after) return undefined;
  const round: EdgeCaseRound = { answers: {}, before, during: [after], valid: true };
  if (hadFailures(round))
    return `good requests fail after the edge cases: ${after.failed} of ${after.attempted}`;
  if (!wasSlowed(round)) return undefined;
  return `good requests stay slow after the edge cases: median ${ms(after.medianMs)}, before ${ms(before.medianMs)}`;
}

/** Of a server that answered nobody, edge cases tell nothing. */
const wasUp = ({ before }: EdgeCaseRound): boolean =>
  before.attempted === 0 || before.failed < before.attempted;

/** Whether a round tells of harm, and has to be seen again before it is believed. */
export function looksHarmful(round: EdgeCaseRound): boolean {
  return has(noAnswer.hung)(round) || has(noAnswer.lost)(round) || hadFailures(round) || wasSlowed(round);
}

const has =
  (answer: string) =>
  ({ answers }: EdgeCaseRound): boolean =>
    (answers[answer] ?? 0) > 0;

/** @param bound `nearly`: beyond a smaller factor, for telling whether the other arm is much the same */
export function wasSlowed(
  { before, during, valid }: EdgeCaseRound,
  bound: 'clearly' | 'nearly' = 'clearly',
): boolean {
  const { medianMs: aloneMs } = before;
  if (!valid || aloneMs === null || during.length === 0) return false;
  const factor = bound === 'clearly' ? slow.factor : slow.nearlyFactor;
  const isSlow = ({ medianMs }: GoodRequests) =>
    medianMs !== null && medianMs > factor * aloneMs && medianMs > aloneMs + slow.atLeastMs;
  return during.filter(isSlow).length > during.length / 2;
}

/** Where requests fail without any edge case too, nothing can be said. */
function hadFailures({ before, during }: EdgeCaseRound): boolean {
  return before.attempted > 0 && before.failed === 0 && during.some(({ failed }) => failed > 0);
}

/** `4xx` stands for every status from 400 to 499. An error inside an answer is never expected. */
export function isExpected(answer: string, expect: readonly string[]): boolean {
  return expect.some(
    (each) => each === answer || (/^\dxx$/.test(each) && /^\d{3}$/.test(answer) && each[0] === answer[0]),
  );
}

function failureClause(name: string, { during }: EdgeCaseRound): string {
  const failed = during.reduce((sum, each) => sum + each.failed, 0);
  const attempted = during.reduce((sum, each) => sum + each.attempted, 0);
  return `good requests failed while ${name} was sent: ${failed} of ${attempted}`;
}

function slownessClause(name: string, { before, during }: EdgeCaseRound): string {
  const typicalMs = medianOf(during.flatMap(({ medianMs }) => medianMs ?? []));
  return `${name} made good requests slow: median ${ms(typicalMs)}, without it ${ms(before.medianMs)}`;
}

const fault = (kind: EdgeFindingKind, clause: string): EdgeFault => ({ kind, clause });

const ms = (value: number | null): string =>
  value === null ? 'unknown' : `${Number(value.toPrecision(3))} ms`;
