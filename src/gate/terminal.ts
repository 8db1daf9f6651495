import type { SluiceError } from '../model/error.ts';
import type { GateEvent } from '../model/progress.ts';
import { renderEvent, renderProgressLine } from '../report/index.ts';

/** Where live progress is drawn. A terminal redraws one line; a log gets a plain line now and then. */
export interface Screen {
  write: (text: string) => void;
  isTerminal: boolean;
  columns: number;
}

/** In a log, one progress line in this time is enough; everything else is written as it comes. */
const logIntervalMs = 5000;

/** Draws gate events; `finish` ends the line that is being redrawn. */
export function drawOn(screen: Screen): { tell: (event: GateEvent) => void; finish: () => void } {
  let drawn = false;
  let lastLogMs = -Infinity;
  const clear = () => {
    if (drawn) screen.write('\r\x1b[K');
    drawn = false;
  };
  return {
    tell: (event) => {
      // The verdict is what the result on stdout begins with.
      if (event.kind === 'verdict') return clear();
      if (event.kind !== 'progress') {
        clear();
        screen.write(`${renderEvent(event)}\n`);
        return;
      }
      const line = renderProgressLine(event.progress, { columns: screen.columns });
      if (screen.isTerminal) {
        screen.write(`\r\x1b[K${line}`);
        drawn = true;
      } else if (performance.now() - lastLogMs >= logIntervalMs) {
        lastLogMs = performance.now();
        screen.write(`${line}\n`);
      }
    },
    finish: clear,
  };
}

/** Code, fact, evidence, remedy and cause, each on lines of its own. */
export function describeError(error: SluiceError): string {
  const cause =
    error.cause instanceof Error && error.cause.message !== error.fact ? error.cause.message : undefined;
  return [
    `error ${error.code}: ${error.message}`,
    ...error.evidence.map((line) => `  | ${line}`),
    `  remedy: ${error.remedy}`,
    ...(cause ? [`  cause: ${cause.split('\n')[0]}`] : []),
  ].join('\n');
}
