/** One JSON object a line on stderr. Only starts, stops and faults are logged, never single requests. */
export function log(event: string, fields: Record<string, string | number> = {}): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
}
