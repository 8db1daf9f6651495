import type { JsonValue } from '../../model/protocol.ts';

/** Undefined where the path leads to nothing; JSON holds no undefined. */
export function valueAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let here = value;
  for (const step of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, JsonValue>)[step] as JsonValue;
  }
  return here;
}
