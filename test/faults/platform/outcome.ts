import assert from 'node:assert/strict';

/** What a program says that fell over its own feet. */
const stumble =
  /TypeError|ReferenceError|RangeError|ZodError|Cannot read propert|is not a function|\n\s+at \S+ \(|Unhandled|node:internal/;

/** Whatever happens, the log holds neither the token nor a fault of our own. */
export function assertPlainLog(log: string, token: string): void {
  assert.doesNotMatch(log, stumble);
  const told = log.replaceAll(`::add-mask::${token}`, '');
  assert.ok(!told.includes(token), 'the log holds the token');
}
