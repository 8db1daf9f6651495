import type { ProtocolPlan } from '../../model/protocol.ts';
import { outcomes, type ErrorExample, type Outcome } from '../../model/sample.ts';
import type { EngineSamples } from '../columns.ts';
import { AnswerJudge } from '../external/answer-judge.ts';
import { cell, noteLatency, type LiveCounters } from '../live-counters.ts';
import { ErrorExamples, secretsOf } from '../worker/error-examples.ts';
import { parseResultLine, type K6Request, type ResultLine } from './result-line.ts';
import { classifyFault } from './transport-fault.ts';

export interface RecorderParts {
  /** Lines of other tests are not taken. */
  testId: string;
  columns: EngineSamples;
  live: LiveCounters;
  protocol: ProtocolPlan;
  classNames: readonly string[];
  /** A request may take so long, where the grace of the block is not over before. */
  totalMs: number;
  /** Rows have due times; else a request is due when its user sends it. */
  isOpen: boolean;
  binaryAnswers: boolean;
  segments: number;
}

const outcomeIndex = Object.fromEntries(outcomes.map((outcome, index) => [outcome, index])) as Record<
  Outcome,
  number
>;

/** What the processes of k6 tell, line by line, as the rows of one block. */
export class BlockRecorder {
  connectionsOpened = 0;
  localFaults = 0;
  /** Rows that came twice, or that the block has not: a fault of the tool. */
  strayLines = 0;
  /** Of another test. */
  foreignLines = 0;
  httpVersion: '1.1' | '2' = '1.1';
  readonly #parts: RecorderParts;
  readonly #judge: AnswerJudge;
  readonly #examples: ErrorExamples;
  /** The rows of each process, whose clocks differ. */
  readonly #rows: number[][];
  /** Of each process: how many iterations it has begun at least, how many it told, and whether it came to its end. */
  readonly #told: { begun: number; told: number; isWhole: boolean }[];
  /** When the schedule began, by the clock of each process. */
  readonly #originMs: number[];
  /** The same by the clocks of their machines; NaN for a process that told nothing. */
  readonly beganAtEpochMs: number[];

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#judge = new AnswerJudge(parts.protocol);
    this.#examples = new ErrorExamples(secretsOf(parts.protocol.headers));
    this.#rows = Array.from({ length: parts.segments }, () => []);
    this.#told = this.#rows.map(() => ({ begun: 0, told: 0, isWhole: false }));
    this.#originMs = Array.from({ length: parts.segments }, () => Infinity);
    this.beganAtEpochMs = Array.from({ length: parts.segments }, () => Number.NaN);
  }

  get errorExamples(): ErrorExample[] {
    return this.#examples.list();
  }

  /** Processes that did not tell that they came to their end. */
  get unended(): number {
    return this.#told.filter(({ isWhole }) => !isWhole).length;
  }

  /** Iterations that the processes have begun and not told. */
  get lostIterations(): number {
    return this.#told.reduce((sum, { begun, told }) => sum + Math.max(0, begun - told), 0);
  }

  /** @returns false for a line that is no record of a test */
  add(segment: number, line: string): boolean {
    const told = parseResultLine(line);
    if (!told) return false;
    if (told.testId === this.#parts.testId) this.#take(segment, told);
    else this.foreignLines++;
    return true;
  }

  #take(segment: number, line: ResultLine): void {
    const told = this.#told[segment];
    if (!told) return;
    if (line.kind === 'end') {
      told.isWhole = true;
      return;
    }
    const { begunBefore } = line.kind === 'request' ? line.request : line;
    told.begun = Math.max(told.begun, begunBefore + 1);
    told.told++;
    if (line.kind === 'request') this.#takeRequest(segment, line.request);
  }

  #takeRequest(segment: number, request: K6Request): void {
    const { columns } = this.#parts;
    if (request.row >= columns.count || !Number.isNaN(columns.sentAtMs[request.row])) {
      this.strayLines++;
      return;
    }
    this.#rows[segment]?.push(request.row);
    this.beganAtEpochMs[segment] = request.beganAtEpochMs;
    this.#noteTimes(segment, request);
    this.#noteAnswer(segment, request);
  }

  /**
   * Turns the times of each process into those of the block. k6 does not tell when it began its schedule. No request is sent
   * before it is due, so the one that was the least late tells it, to the tenth of a millisecond that a timer takes.
   */
  close(): void {
    const { columns, isOpen } = this.#parts;
    this.#rows.forEach((rows, segment) => {
      const originMs = this.#originMs[segment] as number;
      for (const row of rows) {
        (columns.sentAtMs[row] as number) -= originMs;
        (columns.firstByteAtMs[row] as number) -= originMs;
        (columns.endAtMs[row] as number) -= originMs;
        if (!isOpen) (columns.dueAtMs[row] as number) -= originMs;
      }
    });
  }

  #noteTimes(segment: number, request: K6Request): void {
    const { row, startedAtMs, returnedAtMs, blockedMs, connectingMs, firstByteMs, durationMs } = request;
    const { columns, isOpen } = this.#parts;
    const sentAtMs = startedAtMs + blockedMs;
    const dueMs = isOpen ? (columns.dueAtMs[row] as number) : 0;
    // Not as the difference of the others: by their rounding, the first request of all would be due before the block.
    if (!isOpen) columns.dueAtMs[row] = connectingMs > 0 ? startedAtMs : sentAtMs;
    this.#originMs[segment] = Math.min(this.#originMs[segment] as number, startedAtMs - dueMs);
    columns.sentAtMs[row] = sentAtMs;
    // On a kept connection it is the time to get hold of it, which is the generator's.
    columns.connectMs[row] = connectingMs > 0 ? blockedMs : 0;
    if (connectingMs > 0) this.connectionsOpened++;
    columns.firstByteAtMs[row] = request.status > 0 ? sentAtMs + firstByteMs : Number.NaN;
    // Of a request that found no connection k6 tells no times: its user waited nevertheless.
    columns.endAtMs[row] =
      request.status === 0 ? Math.max(returnedAtMs, sentAtMs + durationMs) : sentAtMs + durationMs;
  }

  #noteAnswer(segment: number, request: K6Request): void {
    const { row, status, headers, proto } = request;
    const { columns, classNames } = this.#parts;
    columns.httpStatus[row] = status;
    if (proto.startsWith('HTTP/2')) this.httpVersion = '2';
    const body = this.#bodyOf(request);
    columns.responseBytes[row] = body.length;
    // Codes from 1400 to 1599 only repeat the status.
    const isFault =
      status === 0 || (request.errorCode > 0 && !(request.errorCode >= 1400 && request.errorCode < 1600));
    let outcome: Outcome;
    let message: string;
    if (isFault) {
      const fault = classifyFault(request.errorCode, request.error, status);
      if (fault.local) this.localFaults++;
      [outcome, message] = [fault.outcome, request.error];
      if (outcome === 'timeout' && this.#wasCutOff(request)) outcome = 'aborted';
    } else {
      const result = this.#judge.judge(status, headers, body, 0);
      ({ outcome, message } = result);
      columns.inputTokens[row] = result.inputTokens;
      columns.cachedTokens[row] = result.cachedTokens;
      columns.outputTokens[row] = result.outputTokens;
      columns.reasoningTokens[row] = result.reasoningTokens;
    }
    columns.outcome[row] = outcomeIndex[outcome];
    if (outcome !== 'ok')
      this.#examples.note(outcome, classNames[columns.classIndex[row] as number] ?? '', status, message);
    this.#count(segment, row, outcome);
  }

  #bodyOf({ body }: K6Request): Buffer {
    return body === null ? Buffer.alloc(0) : Buffer.from(body, this.#parts.binaryAnswers ? 'base64' : 'utf8');
  }

  /** The script gives a request as long as is left of the block's grace, where that is less. */
  #wasCutOff({ startedAtMs, returnedAtMs, timeoutMs }: K6Request): boolean {
    return timeoutMs < this.#parts.totalMs && returnedAtMs - startedAtMs >= timeoutMs * 0.99;
  }

  #count(segment: number, row: number, outcome: Outcome): void {
    const { live, columns, isOpen } = this.#parts;
    Atomics.add(live.counts, cell.sent, 1);
    if (outcome !== 'ok') {
      Atomics.add(live.counts, cell.errors, 1);
      return;
    }
    Atomics.add(live.counts, cell.completed, 1);
    const endMs = (columns.endAtMs[row] as number) - (this.#originMs[segment] as number);
    const sentMs = (columns.sentAtMs[row] as number) - (this.#originMs[segment] as number);
    const fromMs = isOpen ? (columns.dueAtMs[row] as number) + (columns.connectMs[row] as number) : sentMs;
    noteLatency(live, endMs, endMs - fromMs);
  }
}
