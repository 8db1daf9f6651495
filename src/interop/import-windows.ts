import type { ClassBlock } from '../model/run.ts';
import { malformed } from './formats/fault.ts';
import type { ImportedWindow } from './formats/format.ts';

/** @throws SluiceError `import-malformed` where the counts of the tool contradict each other, or are none */
export function checkWindows(windows: readonly ImportedWindow[], name: string): void {
  for (const { startMs, durationMs, attempted, errors, inputTokens = 0, outputTokens = 0 } of windows) {
    const counts = [attempted, ...Object.values(errors)];
    const failed = counts.reduce((sum, count) => sum + count, -attempted);
    if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0))
      throw malformed(name, `the file counts ${counts.join(', ')} requests`);
    if (failed > attempted) throw malformed(name, `of ${attempted} requests, ${failed} failed`);
    if (![startMs, durationMs, inputTokens, outputTokens].every((each) => each >= 0 && each < Infinity))
      throw malformed(name, 'a duration or a count of tokens is no number from 0');
  }
}

/** Neighbours put together until they reach the length of a block; a rest that does not reach it is left out. */
export function mergeWindows(windows: readonly ImportedWindow[], blockMs: number): ImportedWindow[] {
  if (windows.length <= 1) return [...windows];
  const merged: ImportedWindow[] = [];
  let open: ImportedWindow | undefined;
  for (const window of windows) {
    open = open ? joined(open, window) : window;
    if (open.durationMs < blockMs) continue;
    merged.push(open);
    open = undefined;
  }
  return merged.length === 0 && open ? [open] : merged;
}

function joined(a: ImportedWindow, b: ImportedWindow): ImportedWindow {
  const errors = { ...a.errors };
  for (const [kind, count] of Object.entries(b.errors) as [keyof typeof errors, number][])
    errors[kind] = (errors[kind] ?? 0) + count;
  return {
    startMs: a.startMs,
    durationMs: a.durationMs + b.durationMs,
    attempted: a.attempted + b.attempted,
    errors,
  };
}

/** Counts without times. */
export function classOfWindow({ attempted, errors, inputTokens, outputTokens }: ImportedWindow): ClassBlock {
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  return {
    attempted,
    completed: attempted - failed,
    errors,
    timings: {},
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}
