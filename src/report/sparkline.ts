const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** A series that moves less than this share of its highest value does not fill the height: it would seem to jump. */
const smallestSpan = 0.1;

/** One block a value, from the lowest to the highest; a blank where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  const span = Math.max(highest - lowest, smallestSpan * Math.abs(highest)) || 1;
  const floor = (lowest + highest - span) / 2;
  return values
    .map((value) => {
      if (value === null) return ' ';
      // A hair more, so that the middle of a flat series is on one side of the limit on every machine.
      const level = Math.floor(((value - floor) / span) * blocks.length + 1e-9);
      return blocks[Math.min(level, blocks.length - 1)] ?? blocks[0];
    })
    .join('');
}
