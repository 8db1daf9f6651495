/** The shares of N processes, and the sequence that all of them are told: k6's own way of dealing out a test. */
export function segmentArguments(index: number, count: number): string[] {
  if (count === 1) return [];
  const point = (part: number) => (part === 0 ? '0' : part === count ? '1' : `${part}/${count}`);
  const sequence = Array.from({ length: count + 1 }, (_, part) => point(part)).join(',');
  return [
    `--execution-segment=${point(index)}:${point(index + 1)}`,
    `--execution-segment-sequence=${sequence}`,
  ];
}
