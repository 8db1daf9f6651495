import type { ColdStartTraits } from '../../model/characteristics.ts';
import type { ColdStart, Run } from '../../model/run.ts';
import { medianOf } from '../median.ts';

/** Medians over the starts of the run, each over those starts that have the number. Absent where nothing was started. */
export function coldStartTraits({ coldStarts, provenance }: Run): ColdStartTraits | undefined {
  // What runs behind a url was started by somebody else, at some other time.
  if (coldStarts.length === 0 || provenance.target.kind === 'url') return undefined;
  const median = (id: keyof ColdStart) => medianOf(coldStarts.flatMap((start) => start[id] ?? []));
  return {
    starts: coldStarts.length,
    readyMs: median('readyMs') ?? 0,
    firstAnswerMs: median('firstAnswerMs'),
    laterMs: median('laterMs'),
    loadMs: median('loadMs'),
    imageBytes: median('imageBytes'),
  };
}
