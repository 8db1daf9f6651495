import { stripVTControlCharacters } from 'node:util';
import type { GateEvent, Progress } from '../model/progress.ts';
import { fewestPanelColumns, renderEvent, renderPanel, renderProgressLine } from '../report/index.ts';
import type { LiveView } from '../report/index.ts';
import type { Drawing, Screen } from './screen-of.ts';

/** The clock goes on while nothing is told: a server may take minutes to be ready. */
const tickMs = 1000;
/** Half a minute of progress: no sparkline is longer. */
const mostRecent = 60;
const fewestPanelRows = 8;

/**
 * Draws a gate on a terminal: lines that stay, and below them a panel that is redrawn in place. The cursor always rests at
 * the start of the line below the panel and is never hidden, so that whatever ends the process leaves a usable terminal.
 */
export function drawLive(screen: Screen): Drawing {
  let view: LiveView = { doing: '', elapsedMs: 0, arms: {} };
  let scenario: Progress['scenario'] | undefined;
  let startedAtMs: number | undefined;
  let drawn: string[] = [];
  let isOver = false;
  const timer = setInterval(() => draw(), tickMs).unref();

  const erasing = () => {
    const { columns } = screen.size();
    // A terminal that became narrower has wrapped what was drawn.
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / Math.max(columns, 1))),
      0,
    );
    drawn = [];
    return rows > 0 ? `\r\x1b[${rows}A\x1b[J` : '';
  };
  /** One write a drawing, so that nothing flickers. */
  const draw = (lasting = '') => {
    if (startedAtMs === undefined) return;
    const erased = erasing();
    if (!isOver) drawn = panelOf({ ...view, elapsedMs: performance.now() - startedAtMs }, screen);
    screen.write(`${erased}${lasting}${drawn.map((line) => `${line}\n`).join('')}`);
  };
  const finish = () => {
    clearInterval(timer);
    isOver = true;
    const erased = erasing();
    if (erased !== '') screen.write(erased);
  };

  return {
    tell: (event) => {
      // The result on stdout begins with it.
      if (event.kind === 'verdict') return finish();
      startedAtMs ??= performance.now();
      if (event.kind !== 'progress') {
        view = afterEvent(view, event);
        return draw(`${renderEvent(event)}\n`);
      }
      const { progress } = event;
      startedAtMs = performance.now() - progress.elapsedMs;
      view = afterProgress(progress.scenario === scenario ? view : { ...view, arms: {} }, progress);
      scenario = progress.scenario;
      draw();
    },
    finish,
  };
}

/** A small terminal has one line, and none before there is something to show. */
function panelOf(view: LiveView, { size, colour }: Screen): string[] {
  const { columns, rows } = size();
  if (columns >= fewestPanelColumns && rows >= fewestPanelRows) return renderPanel(view, { colour, columns });
  const last = view.loaded && view.arms[view.loaded]?.at(-1);
  return last ? [renderProgressLine(last, { columns: columns - 1 })] : [];
}

/** Notes and looks tell of what was; the others of what is done next. */
function afterEvent({ loaded: _, ...view }: LiveView, event: GateEvent): LiveView {
  return event.kind === 'note' || event.kind === 'look' ? view : { ...view, doing: renderEvent(event) };
}

function afterProgress(view: LiveView, progress: Progress): LiveView {
  const { arm, scenario, position, elapsedMs, remainingMs } = progress;
  const recent = [...(view.arms[arm] ?? []), progress].slice(-mostRecent);
  return {
    ...view,
    doing: `${scenario}, ${position}: ${arm}`,
    budgetMs: elapsedMs + remainingMs,
    arms: { ...view.arms, [arm]: recent },
    loaded: arm,
  };
}

const visibleLength = (line: string): number => [...stripVTControlCharacters(line)].length;
