import type { SluiceError } from '../model/error.ts';
import { escapeTerminal, renderEvent, renderProgressLine } from '../report/index.ts';
import { drawLive } from './live-screen.ts';
import type { Drawing, Screen } from './screen-of.ts';

/** In a log, one progress line in this time is enough; everything else is written as it comes. */
const logIntervalMs = 5000;
const logColumns = 160;

/** Draws gate events as fits the screen. */
export function drawOn(screen: Screen): Drawing {
  switch (screen.kind) {
    case 'terminal':
      return drawLive(screen);
    case 'log':
      return drawLines(screen);
    case 'job-log':
      return drawGroups(screen);
  }
}

/** The verdict is not told: the result begins with it. */
function drawLines({ write }: Pick<Screen, 'write'>): Drawing {
  let lastProgressMs = -Infinity;
  return {
    tell: (event) => {
      if (event.kind === 'verdict') return;
      if (event.kind !== 'progress') return write(`${renderEvent(event)}\n`);
      if (performance.now() - lastProgressMs < logIntervalMs) return;
      lastProgressMs = performance.now();
      write(`${renderProgressLine(event.progress, { columns: logColumns })}\n`);
    },
    finish: () => undefined,
  };
}

/** The same lines in sections of the job's log: what comes before the first scenario, then one for each scenario. */
function drawGroups({ write }: Pick<Screen, 'write'>): Drawing {
  const lines = drawLines({ write });
  let open: string | undefined;
  let isFirst = true;
  const finish = () => {
    if (open !== undefined) write('::endgroup::\n');
    open = undefined;
  };
  const begin = (title: string) => {
    if (title === open) return;
    finish();
    write(`::group::${title}\n`);
    open = title;
  };
  return {
    tell: (event) => {
      if (event.kind === 'verdict') return finish();
      if (event.kind === 'scenario') begin(`Sluice: ${event.scenario}`);
      else if (isFirst) begin('Sluice: start');
      isFirst = false;
      lines.tell(event);
    },
    finish,
  };
}

const longestFact = 4000;

/** Code, fact, evidence, remedy and cause, each on a line of its own; never a command of a workflow, whatever they hold. */
export function describeError(error: SluiceError): string {
  const cause =
    error.cause instanceof Error && error.cause.message !== error.fact ? error.cause.message : undefined;
  return [
    `error ${error.code}: ${escapeTerminal(error.message, longestFact)}`,
    ...error.evidence.map((line) => `  | ${indentOf(line)}${escapeTerminal(line, longestFact)}`),
    `  remedy: ${escapeTerminal(error.remedy, longestFact)}`,
    ...(cause ? [`  cause: ${escapeTerminal(cause.split('\n')[0] ?? '')}`] : []),
  ].join('\n');
}

/** Of a stack trace it is part of the sense. */
const indentOf = (line: string): string => ' '.repeat(Math.min(20, line.search(/[^ ]|$/)));
