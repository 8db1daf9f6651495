import { studentTCritical } from './student-t.ts';

/** Below these the spread around a line says nothing. */
const fewest = 10;

/**
 * The least slope of `y` over `x` that the values agree with: of the line of least squares, the lower end of the two-sided 95 %
 * interval. 0 for fewer than 10 values, for a single `x`, and where the line may as well fall.
 */
export function leastRise(x: readonly number[], y: readonly number[]): number {
  const count = x.length;
  if (count < fewest) return 0;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / count;
  const [meanX, meanY] = [mean(x), mean(y)];
  const squares = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  if (squares === 0) return 0;
  const slope = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0) / squares;
  const residual = x.reduce((sum, value, i) => sum + (y[i]! - meanY - slope * (value - meanX)) ** 2, 0);
  const error = Math.sqrt(residual / (count - 2) / squares);
  return Math.max(0, slope - studentTCritical(0.025, count - 2) * error);
}
