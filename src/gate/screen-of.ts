import { styleText } from 'node:util';
import type { WriteStream } from 'node:tty';
import type { GateEvent } from '../model/progress.ts';

/** Draws gate events; `finish` ends what is being redrawn, and is called whatever happens. */
export interface Drawing {
  tell: (event: GateEvent) => void;
  finish: () => void;
}

/** Where live progress is drawn. */
export interface Screen {
  /** A terminal redraws, a log gets lines, and the log of a job on GitHub gets them in groups that fold. */
  kind: 'terminal' | 'log' | 'job-log';
  write: (text: string) => void;
  /** As it is now: a terminal may be resized. */
  size: () => { columns: number; rows: number };
  colour: boolean;
}

export function screenOf(stream: Readonly<WriteStream>): Screen {
  return {
    kind: kindOf(stream),
    write: (text) => void stream.write(text),
    // Some pseudo-terminals have no size.
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
    colour: takesColours(stream),
  };
}

/** What looks at a log is no terminal, though some runners (`act`, Buildkite's agent) give their jobs one. */
function kindOf(stream: Readonly<WriteStream>): Screen['kind'] {
  const { CI, GITHUB_ACTIONS } = process.env;
  if (GITHUB_ACTIONS === 'true') return 'job-log';
  return isTerminal(stream) && (CI ?? 'false') === 'false' ? 'terminal' : 'log';
}

/** `dumb` is a terminal that cannot move its cursor. */
const isTerminal = ({ isTTY }: Readonly<WriteStream>): boolean => isTTY && process.env.TERM !== 'dumb';

/**
 * By the conventions of NO_COLOR (https://no-color.org) and FORCE_COLOR, then by whether it is a terminal with colours: Node
 * knows all of them, and tells through `styleText` alone for streams that are no terminal.
 */
export function takesColours(stream: Readonly<WriteStream>): boolean {
  return styleText('bold', 'x', { stream: stream as WriteStream, validateStream: true }) !== 'x';
}
