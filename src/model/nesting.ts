/** JSON is read to any depth, and what is deeper than some thousand overflows the stack of whatever writes it again. */
export const mostNesting = 500;

/** Whether lists and objects lie in each other so deep that nobody meant it. */
export function isTooNested(value: unknown, left = mostNesting): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((part) => isTooNested(part, left - 1));
}
