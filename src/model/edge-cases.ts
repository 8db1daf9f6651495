/** Edge cases in the order in which they were sent, each by itself among good requests. */
export interface EdgeCases {
  /** Good requests alone, before the first edge case and after the last. */
  before: GoodRequests;
  /** Null where the target was gone. */
  after: GoodRequests | null;
  cases: EdgeCaseResult[];
}

export interface GoodRequests {
  attempted: number;
  failed: number;
  /** From sent to answered, of those that completed; null where none did. */
  medianMs: number | null;
}

export interface EdgeCaseResult {
  name: string;
  /** Statuses that are right: `200`, `4xx`. */
  expect: string[];
  /** Why it was not sent, in words; then nothing else is known. */
  skipped?: string;
  /** One, and a second where the first one told of harm. */
  rounds: EdgeCaseRound[];
  /** How the target ended, for the end of a sentence. */
  ended?: string;
  /** What the client saw of the first unexpected answer; bounded and free of secrets. */
  example?: string;
}

export interface EdgeCaseRound {
  /** How often each answer came: by status, or in words where none came (`noAnswer`). */
  answers: Record<string, number>;
  /** Good requests alone, the last time that they were. */
  before: GoodRequests;
  /** Good requests from each edge request to the next. */
  during: GoodRequests[];
  /** False where the generator was late itself: nothing is concluded from the times. */
  valid: boolean;
}

/** Answers that are no status. */
export const noAnswer = {
  /** The connection could not be opened, or was closed before the answer was complete. */
  lost: 'connection lost',
  /** Within the time that the settings allow. */
  hung: 'no answer',
  /** A stream that began well and told of an error. */
  failedInside: 'error inside the answer',
} as const;

/** The answers of all rounds together. */
export function edgeAnswers({ rounds }: EdgeCaseResult): [answer: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { answers } of rounds)
    for (const [answer, count] of Object.entries(answers))
      counts.set(answer, (counts.get(answer) ?? 0) + count);
  return [...counts];
}
