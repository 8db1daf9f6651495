import { onInterruption } from './interruption.ts';
import { screenOf, takesColours } from './screen-of.ts';
import type { Drawing } from './screen-of.ts';
import { drawOn } from './terminal.ts';

/** Live progress on stderr, so that stdout stays the result's own. */
export async function drawn<T>(
  flags: { quiet?: boolean },
  work: (tell: Drawing['tell'], signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const drawing = flags.quiet ? undefined : drawOn(screenOf(process.stderr));
  const interruption = onInterruption();
  try {
    return await work(drawing?.tell ?? (() => undefined), interruption.signal);
  } finally {
    drawing?.finish();
    interruption.release();
  }
}

export function terminalOptions(): { colour: boolean; columns: number } {
  const { stdout } = process;
  return { colour: takesColours(stdout), columns: stdout.columns || 120 };
}
