/** Samples that are further apart than so many of their usual distances have nothing between them. */
const gapFactor = 4;

/** A value, or a gap in the line. */
export type TelemetryPoint = [atSeconds: number, value: number | null];

export interface Span {
  fromSeconds: number;
  toSeconds: number;
}

/**
 * At most `most` points of a series within a span, and as many gaps: of each equal part of the span its largest sample, so that no peak is lost,
 * and no line over stretches that nobody watched.
 */
export function thinned(
  atSeconds: readonly number[],
  values: readonly (number | null)[],
  { fromSeconds, toSeconds }: Span,
  most: number,
): TelemetryPoint[] {
  const width = Math.max(toSeconds - fromSeconds, 1e-9) / most;
  const largest = new Map<number, { at: number; value: number }>();
  atSeconds.forEach((at, index) => {
    const value = values[index] ?? null;
    if (value === null || !Number.isFinite(value) || at < fromSeconds || at > toSeconds) return;
    const part = Math.min(Math.floor((at - fromSeconds) / width), most - 1);
    const known = largest.get(part);
    if (!known || value > known.value) largest.set(part, { at, value });
  });
  return withGaps([...largest.values()], width);
}

function withGaps(points: readonly { at: number; value: number }[], width: number): TelemetryPoint[] {
  const distances = points.slice(1).map(({ at }, index) => at - points[index]!.at);
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  const longest = gapFactor * Math.max(usual, width);
  return points.flatMap(({ at, value }, index): TelemetryPoint[] => {
    const before = points[index - 1];
    const isAfterGap = before !== undefined && at - before.at > longest;
    return isAfterGap
      ? [
          [(at + before.at) / 2, null],
          [at, value],
        ]
      : [[at, value]];
  });
}
