const maxLinesPerMinute = 60;
const maxFieldLength = 300;

let minute = -1;
let linesThisMinute = 0;
let suppressedLines = 0;

/**
 * One JSON object a line on stderr. Bounded in length and in lines per minute, so that a server failing
 * every request under load does not fill the disk or spend its time on logging.
 */
export function log(event: string, fields: Record<string, string | number> = {}): void {
  const now = new Date();
  const currentMinute = Math.floor(now.getTime() / 60_000);
  if (currentMinute !== minute) {
    minute = currentMinute;
    linesThisMinute = 0;
  }
  if (linesThisMinute >= maxLinesPerMinute) {
    suppressedLines += 1;
    return;
  }
  linesThisMinute += 1;
  const bounded = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      typeof field === 'string' ? field.slice(0, maxFieldLength) : field,
    ]),
  );
  const suppressed = suppressedLines > 0 ? { suppressedLines } : {};
  suppressedLines = 0;
  process.stderr.write(`${JSON.stringify({ at: now.toISOString(), event, ...bounded, ...suppressed })}\n`);
}
