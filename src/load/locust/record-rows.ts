import type { ProtocolPlan } from '../../model/protocol.ts';
import { outcomes, type Outcome } from '../../model/sample.ts';
import type { EngineSamples } from '../columns.ts';
import { engineFault } from '../engine-fault.ts';
import { GapHistograms } from '../gap-histograms.ts';
import { cell, noteLatency, type LiveCounters } from '../live-counters.ts';
import type { MeasuredPart } from '../measured-rows.ts';
import { createProtocol } from '../protocols/index.ts';
import type { ResponseReader, ResponseResult } from '../protocols/protocol.ts';
import { ErrorExamples, secretsOf } from '../worker/error-examples.ts';
import type { RowsHead } from './frames.ts';
import { rowAt, type Deal } from './shares.ts';

export interface RowRecorderParts {
  columns: EngineSamples;
  live: LiveCounters;
  protocol: ProtocolPlan;
  classNames: readonly string[];
  measured: readonly MeasuredPart[];
  deal: Deal;
}

const timesPerRow = 5;
const countsPerRow = 5;

/**
 * Turns what the workers hand back into the rows of a block. The answers are read here, by the readers of the built-in
 * engine, each chunk with the time at which its worker read it: every definition is the same.
 */
export class RowRecorder {
  keptConnectionsLost = 0;
  localFaults = 0;
  readonly recorded: number[];
  readonly examples: ErrorExamples;
  /** Of each measured part of the block. */
  readonly gaps: GapHistograms[];
  readonly #parts: RowRecorderParts;
  readonly #reader: ResponseReader;
  readonly #sent: number[];

  constructor(parts: RowRecorderParts) {
    this.#parts = parts;
    this.#reader = createProtocol(parts.protocol).openReader();
    this.examples = new ErrorExamples(secretsOf(parts.protocol.headers));
    this.gaps = parts.measured.map(() => new GapHistograms());
    this.recorded = Array.from({ length: parts.deal.workers }, () => 0);
    this.#sent = Array.from({ length: parts.deal.workers }, () => 0);
  }

  add(head: RowsHead, body: Buffer): void {
    const { times, chunkTimes, counts, chunkLengths, answers } = unpack(head, body);
    this.#sent[head.worker] = head.sent;
    Atomics.store(
      this.#parts.live.counts,
      cell.sent,
      this.#sent.reduce((sum, each) => sum + each, 0),
    );
    const headers = head.headers.map((list) => list.flat().map((text) => Buffer.from(text, 'latin1')));
    let chunk = 0;
    let offset = 0;
    for (let i = 0; i < head.rows; i++) {
      const [place, status, headerList, fault, chunks] = counts.subarray(i * countsPerRow) as unknown as [
        number,
        number,
        number,
        number,
        number,
      ];
      const row = this.#take(head.worker, place);
      this.#noteTimes(row, times.subarray(i * timesPerRow));
      const read: { bytes: Buffer; atMs: number }[] = [];
      for (const end = chunk + chunks; chunk < end; chunk++) {
        const length = chunkLengths[chunk] as number;
        read.push({ bytes: ownCopy(answers, offset, length), atMs: chunkTimes[chunk] as number });
        offset += length;
      }
      const { columns } = this.#parts;
      columns.httpStatus[row] = status;
      columns.responseBytes[row] = read.reduce((sum, { bytes }) => sum + bytes.length, 0);
      const told = fault === 0 ? undefined : head.faults[fault - 1];
      if (told) this.#noteFault(row, told);
      else this.#noteAnswer(row, status, headers[headerList] ?? [], read);
    }
  }

  /** The row of the block. */
  #take(worker: number, place: number): number {
    const { columns, deal } = this.#parts;
    const row = worker < deal.workers ? rowAt(place, worker, deal) : Number.NaN;
    if (!(row < columns.count) || !Number.isNaN(columns.endAtMs[row]))
      throw engineFault(
        `Worker ${worker + 1} of Locust handed back request ${place}, which is not its own or came twice.`,
      );
    this.recorded[worker] = (this.recorded[worker] ?? 0) + 1;
    return row;
  }

  #noteTimes(row: number, times: Float64Array): void {
    const { columns } = this.#parts;
    const [dueMs, sentMs, firstByteMs, endMs, connectMs] = times as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    // An open loop's are exact already.
    if (Number.isNaN(columns.dueAtMs[row])) columns.dueAtMs[row] = dueMs;
    columns.sentAtMs[row] = sentMs;
    columns.firstByteAtMs[row] = firstByteMs;
    columns.endAtMs[row] = endMs;
    columns.connectMs[row] = connectMs;
  }

  #noteFault(row: number, [kind, message, local]: RowsHead['faults'][number]): void {
    const outcome = outcomes.find((known) => known === kind);
    if (!outcome) throw engineFault(`Locust told a fault of the kind "${kind}".`);
    const { columns } = this.#parts;
    if (local) this.localFaults++;
    const unanswered = outcome === 'reset' && Number.isNaN(columns.firstByteAtMs[row]);
    if (unanswered && columns.connectMs[row] === 0) this.keptConnectionsLost++;
    this.#finish(row, outcome, message);
  }

  #noteAnswer(
    row: number,
    status: number,
    headers: Buffer[],
    chunks: { bytes: Buffer; atMs: number }[],
  ): void {
    const { columns } = this.#parts;
    this.#reader.onHeaders(status, headers);
    for (const { bytes, atMs } of chunks) this.#reader.onChunk(bytes, atMs);
    const result = this.#reader.onEnd();
    columns.firstTokenAtMs[row] = result.firstTokenAtMs;
    columns.inputTokens[row] = result.inputTokens;
    columns.cachedTokens[row] = result.cachedTokens;
    columns.outputTokens[row] = result.outputTokens;
    columns.reasoningTokens[row] = result.reasoningTokens;
    if (result.outcome === 'ok') this.#countGaps(row, result);
    this.#finish(row, result.outcome, result.message);
  }

  #countGaps(row: number, { gaps }: ResponseResult): void {
    if (!gaps || gaps.count === 0) return;
    const { columns, measured } = this.#parts;
    const dueMs = columns.dueAtMs[row] as number;
    const classIndex = columns.classIndex[row] as number;
    measured.forEach(({ startMs, endMs }, part) => {
      if (dueMs >= startMs && dueMs <= endMs)
        gaps.forEach((bucket) => this.gaps[part]?.add(classIndex, bucket));
    });
  }

  #finish(row: number, outcome: Outcome, message: string): void {
    const { columns, live, classNames } = this.#parts;
    columns.outcome[row] = outcomes.indexOf(outcome);
    if (outcome === 'ok') {
      Atomics.add(live.counts, cell.completed, 1);
      const endMs = columns.endAtMs[row] as number;
      noteLatency(live, endMs, endMs - (columns.dueAtMs[row] as number) - (columns.connectMs[row] as number));
      return;
    }
    Atomics.add(live.counts, cell.errors, 1);
    const className = classNames[columns.classIndex[row] as number] ?? '';
    this.examples.note(outcome, className, columns.httpStatus[row] as number, message);
  }
}

function unpack({ rows, chunks }: RowsHead, body: Buffer) {
  // Copied, because the columns of 8 bytes must begin at a multiple of 8.
  const { buffer } = new Uint8Array(body);
  const fixed = rows * (timesPerRow * 8 + countsPerRow * 4) + chunks * 12;
  if (fixed > body.length) throw engineFault(`Locust handed back ${rows} requests in ${body.length} bytes.`);
  let offset = 0;
  const next = <T>(
    length: number,
    size: number,
    view: (buffer: ArrayBuffer, offset: number, length: number) => T,
  ): T => {
    const from = offset;
    offset += length * size;
    return view(buffer, from, length);
  };
  const doubles = (at: ArrayBuffer, from: number, length: number) => new Float64Array(at, from, length);
  const integers = (at: ArrayBuffer, from: number, length: number) => new Uint32Array(at, from, length);
  return {
    times: next(rows * timesPerRow, 8, doubles),
    chunkTimes: next(chunks, 8, doubles),
    counts: next(rows * countsPerRow, 4, integers),
    chunkLengths: next(chunks, 4, integers),
    answers: Buffer.from(buffer, fixed),
  };
}

/** In memory of its own: readers take what lies in the same memory for one read from the socket. */
function ownCopy(answers: Buffer, offset: number, length: number): Buffer {
  if (offset + length > answers.length)
    throw engineFault('Locust handed back less of an answer than it said.');
  return Buffer.from(new Uint8Array(answers.subarray(offset, offset + length)).buffer);
}
