import type { RequestedTensor } from '../../model/protocol.ts';

/** Why an answer with outputs of these names is none to the request; undefined where it is one. */
export function findOutputFault(
  asked: readonly RequestedTensor[],
  answered: readonly unknown[],
): string | undefined {
  if (answered.length === 0) return 'the answer has no outputs';
  const missing = asked.find(({ name }) => !answered.includes(name));
  return missing && `the answer has no output "${missing.name}"`;
}
