import type { ClassBlock } from '../../model/run.ts';
import { mergeDistributions } from '../../stats/distribution.ts';

const counted = ['good', 'outputTokens', 'reasoningTokens', 'inputTokens', 'cachedTokens'] as const;

/** What two shards, or two groups of them, measured of one class. Associative and commutative. */
export function joinClass(a: ClassBlock, b: ClassBlock): ClassBlock {
  const joined: ClassBlock = {
    attempted: a.attempted + b.attempted,
    completed: a.completed + b.completed,
    errors: joinFields(a.errors, b.errors, (one, other) => one + other),
    timings: joinFields(a.timings, b.timings, (one, other) => mergeDistributions([one, other])),
  };
  for (const field of counted) {
    if (a[field] !== undefined || b[field] !== undefined) joined[field] = (a[field] ?? 0) + (b[field] ?? 0);
  }
  return joined;
}

/** The same for all classes of a block. */
export const joinClasses = (
  a: Record<string, ClassBlock>,
  b: Record<string, ClassBlock>,
): Record<string, ClassBlock> => joinFields(a, b, joinClass);

/** What either has, joined where both have it. */
function joinFields<Key extends string, Value>(
  a: Partial<Record<Key, Value>>,
  b: Partial<Record<Key, Value>>,
  join: (one: Value, other: Value) => Value,
): Record<Key, Value> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as Key[];
  const fields = keys.map((key) => {
    const [one, other] = [a[key], b[key]];
    return [key, one !== undefined && other !== undefined ? join(one, other) : (one ?? other)];
  });
  return Object.fromEntries(fields) as Record<Key, Value>;
}
