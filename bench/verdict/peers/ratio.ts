/**
 * An alarm when the candidate's number is more than `threshold` times that of the last run. 2 is the default
 * `alert-threshold` (200 %) of github-action-benchmark; 1.1 is what those set who find 2 too much.
 */
export function ratioAlarm(base: number, candidate: number, threshold: number): boolean {
  return candidate / base > threshold;
}
