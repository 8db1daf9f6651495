import type { ErrorExample } from '../model/sample.ts';

const examplesPerKind = 5;

/** The examples of all workers, at most five of each kind, no two alike. */
export function mergeExamples(lists: readonly ErrorExample[][]): ErrorExample[] {
  const perKind = new Map<string, number>();
  const seen = new Set<string>();
  return lists.flat().filter((example) => {
    const key = JSON.stringify(example);
    const count = perKind.get(example.kind) ?? 0;
    if (seen.has(key) || count >= examplesPerKind) return false;
    seen.add(key);
    perKind.set(example.kind, count + 1);
    return true;
  });
}
