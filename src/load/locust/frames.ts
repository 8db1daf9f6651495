import { engineFault } from '../engine-fault.ts';

/** What the master and the workers say; `sluice_locust.py` writes it. Times are milliseconds. */
export type FromLocust =
  | { kind: 'listening'; port: number; version: string }
  | { kind: 'join'; worker: number; name: string; version: string; python: string }
  | { kind: 'ready'; worker: number }
  | { kind: 'started'; epochMs: number; clocks: (WorkerClock | null)[] }
  /** Locust has begun to start its users; `clockMs` on the clock of the machine. */
  | { kind: 'test-started'; epochMs: number; clockMs: number }
  | RowsHead
  /** Of a user's own locustfile: a list in JSON. */
  | { kind: 'requests'; worker: number }
  | WorkerReport
  | { kind: 'lost'; worker: number; name: string }
  | { kind: 'fault'; worker: number; traceback: string };

export interface WorkerClock {
  offsetMs: number;
  roundTripMs: number;
}

/** Requests that ended. The body: times, times of the chunks, counts, lengths of the chunks, and the chunks. */
export interface RowsHead {
  kind: 'rows';
  worker: number;
  rows: number;
  chunks: number;
  /** Lists of names and values, that the rows refer to. */
  headers: [string, string][][];
  /** Kind, message, whether the fault is this machine's; rows refer to them, from 1 on. */
  faults: [string, string, boolean][];
  /** Of this worker, up to now. */
  sent: number;
}

/** A worker has handed over all of its block. */
export interface WorkerReport {
  kind: 'done';
  worker: number;
  sent: number;
  connectionsOpened: number;
  eventLoopDelayMs: { p50: number; p99: number; max: number };
  gcPauseMs: { total: number; max: number };
  cpuSeconds: number;
  wallMs: number;
  /** Of a user's own locustfile: users that were started, and when those ended that did, on the clock of the machine. */
  users?: number;
  endedAtMs?: number[];
}

const mostBytes = 1 << 30;

/** A frame: two lengths, a head in JSON, and bytes. */
export function encodeFrame(head: object, body: Uint8Array = new Uint8Array()): Buffer {
  const written = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(written.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  return Buffer.concat([lengths, written, body]);
}

/** Cuts what comes in into frames, wherever its chunks are cut. */
export class FrameReader {
  readonly #onFrame: (head: FromLocust, body: Buffer) => void;
  #pieces: Buffer[] = [];
  #held = 0;

  constructor(onFrame: (head: FromLocust, body: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    while (this.#held >= 8) {
      const lengths = this.#join(8);
      const [head, body] = [lengths.readUInt32LE(0), lengths.readUInt32LE(4)];
      const end = 8 + head + body;
      if (end > mostBytes) throw engineFault(`Locust announced a message of ${end} bytes.`);
      if (this.#held < end) return;
      const frame = this.#join(end);
      this.#pieces = frame.length > end ? [frame.subarray(end)] : [];
      this.#held -= end;
      const told = JSON.parse(frame.toString('utf8', 8, 8 + head)) as FromLocust;
      this.#onFrame(told, frame.subarray(8 + head, end));
    }
  }

  /** One piece of at least so many bytes; joined only when they are there. */
  #join(length: number): Buffer {
    const [first] = this.#pieces;
    if (first && first.length >= length) return first;
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }
}
