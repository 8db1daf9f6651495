import { closeSync, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { SluiceError } from '../model/error.ts';
import { createMask, type Mask } from '../model/mask.ts';
import { cleanLine, tailLines } from './log-line.ts';
import { maskStream } from './masked-stream.ts';

const headBytes = 4 * 1024 * 1024;
const tailBytes = 1024 * 1024;
/** Longer lines are cut before they are kept: a server may write megabytes without a line break. */
const pendingCharacters = 8192;

/** What a target writes: a bounded file (the first 4 MiB and the last 1 MiB), and its last lines at hand. */
export interface TargetLog {
  readonly file: string;
  /** Takes one output stream; several are merged in the order in which they arrive. */
  attach(stream: Readable): void;
  /** Resolves when all attached streams have ended, or after the time. */
  settle(timeoutMs: number): Promise<void>;
  tail(): string[];
  close(): void;
}

/** Opens the log. A file that cannot be written costs the file, never the run: it is told once, the lines are kept. */
export function openTargetLog(
  file: string,
  onNote: (text: string) => void,
  mask: Mask = createMask([]),
): TargetLog {
  const bounded = openBoundedFile(file, onNote);
  const lines: string[] = [];
  const ends: Promise<void>[] = [];
  const pendings: { text: string }[] = [];

  function keep(line: string): void {
    const cleaned = cleanLine(line);
    if (cleaned.trim() === '') return;
    lines.push(cleaned);
    if (lines.length > tailLines) lines.shift();
  }

  function attach(stream: Readable): void {
    const decoder = new StringDecoder('utf8');
    const pending = { text: '' };
    pendings.push(pending);
    const take = (chunk: Buffer): void => {
      bounded.write(chunk);
      const parts = (pending.text + decoder.write(chunk)).split(/\r?\n/u);
      pending.text = (parts.pop() ?? '').slice(0, pendingCharacters);
      for (const part of parts.slice(-tailLines)) keep(part.slice(0, pendingCharacters));
    };
    const masked = maskStream(mask, take);
    stream.on('data', masked.take);
    // A broken pipe is an end like any other; what the target did is told by its exit state.
    const end = Promise.withResolvers<void>();
    const finish = (): void => {
      masked.end();
      end.resolve();
    };
    for (const event of ['close', 'end', 'error']) stream.on(event, finish);
    ends.push(end.promise);
  }

  return {
    file,
    attach,
    async settle(timeoutMs) {
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, timeoutMs);
      await Promise.race([Promise.all(ends), timer.promise]);
      clearTimeout(handle);
    },
    tail() {
      // A last line without its line break counts, too: it is often the one that says why.
      const unfinished = pendings
        .map((pending) => cleanLine(pending.text))
        .filter((line) => line.trim() !== '');
      return [...lines, ...unfinished].slice(-tailLines);
    },
    close: bounded.close,
  };
}

interface BoundedFile {
  write(chunk: Buffer): void;
  close(): void;
}

function openBoundedFile(file: string, onNote: (text: string) => void): BoundedFile {
  let descriptor: number | undefined;
  let written = 0;
  let leftOut = 0;
  let tail: Buffer[] = [];
  let tailLength = 0;

  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      descriptor = undefined;
      onNote(`The log ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  attempt(() => {
    mkdirSync(dirname(file), { recursive: true });
    refuseLink(dirname(file));
    // New in any case: a target that may write into the workspace must not lead us out of it by a link.
    descriptor = openSync(file, 'wx');
  });

  function keepTail(chunk: Buffer): void {
    tail.push(chunk);
    tailLength += chunk.length;
    while (tail[0] && tailLength - tail[0].length >= tailBytes) {
      leftOut += tail[0].length;
      tailLength -= tail[0].length;
      tail.shift();
    }
  }

  return {
    write(chunk) {
      if (descriptor === undefined) return;
      const head = chunk.subarray(0, Math.max(0, headBytes - written));
      if (head.length > 0) {
        attempt(() => writeSync(descriptor!, head));
        written += head.length;
      }
      if (head.length < chunk.length) keepTail(chunk.subarray(head.length));
    },
    close() {
      if (descriptor === undefined) return;
      const open = descriptor;
      attempt(() => {
        if (leftOut > 0) writeSync(open, `\n[... ${leftOut} bytes left out ...]\n`);
        for (const chunk of tail) writeSync(open, chunk);
        closeSync(open);
      });
      descriptor = undefined;
      tail = [];
    },
  };
}

function refuseLink(folder: string): void {
  if (!lstatSync(folder).isSymbolicLink()) return;
  throw new SluiceError('output-unwritable', {
    fact: `${folder} was replaced by a symbolic link.`,
    remedy: 'Keep the folder of outputs out of what the target may write to.',
  });
}
