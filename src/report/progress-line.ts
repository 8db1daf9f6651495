import type { GateEvent, Progress } from '../model/progress.ts';
import { escapeTerminal } from './escape.ts';
import { formatElapsed, formatCount, formatMs, formatRate } from './format.ts';
import { verdictMarks, verdictTitles } from './wording.ts';

/** `[01:12 of 03:00] mixed  pair 4 of up to 18  candidate  8.0 req/s  p50 41.0 ms  p95 162 ms  p99 180 ms  0 errors`, cut at the width. */
export function renderProgressLine(progress: Progress, { columns }: { columns: number }): string {
  const { elapsedMs, remainingMs, scenario, position, arm, ratePerSecond, p50Ms, p95Ms, p99Ms, errors } =
    progress;
  const line = [
    `[${formatElapsed(elapsedMs, elapsedMs + remainingMs)}] ${scenario}`,
    escapeTerminal(position, 40),
    arm,
    formatRate(ratePerSecond),
    `p50 ${formatMs(p50Ms)}`,
    `p95 ${formatMs(p95Ms)}`,
    ...(p99Ms === undefined ? [] : [`p99 ${formatMs(p99Ms)}`]),
    formatCount(errors, 'error'),
  ].join('  ');
  const points = [...line];
  return points.length > columns && columns > 1 ? `${points.slice(0, columns - 1).join('')}…` : line;
}

/** What happened as one line for a log; never a workflow command, whatever the texts hold. */
export function renderEvent(event: GateEvent): string {
  switch (event.kind) {
    case 'note':
      return escapeTerminal(event.text);
    case 'starting':
      return `${event.arm}: starting ${escapeTerminal(event.target, 200)}`;
    case 'ready':
      return `${event.arm}: ready after ${formatMs(event.readyMs)} (${escapeTerminal(event.target, 200)})`;
    case 'scenario':
      return `${event.scenario}${event.arm ? ` ${event.arm}` : ''}: ${escapeTerminal(event.text)}`;
    case 'progress':
      return renderProgressLine(event.progress, { columns: 200 });
    case 'look':
      return `look after ${formatCount(event.pairs, 'pair')}: ${escapeTerminal(event.text)}`;
    case 'verdict':
      return `${verdictMarks[event.verdict]} ${verdictTitles[event.verdict]}: ${escapeTerminal(event.sentence)}`;
  }
}
