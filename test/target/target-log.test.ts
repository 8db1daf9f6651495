import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { cleanLine } from '../../src/target/log-line.ts';
import { openTargetLog } from '../../src/target/target-log.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-log-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function logOf(name: string, chunks: (string | Buffer)[]) {
  const notes: string[] = [];
  const log = openTargetLog(join(directory, name), (text) => notes.push(text));
  const stream = new PassThrough();
  log.attach(stream);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await log.settle(5000);
  log.close();
  return { log, notes };
}

describe('the log of a target', () => {
  test('keeps all of a short output, and its last 20 lines', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const { log } = await logOf('short.log', [lines.join('\n')]);
    expect(readFileSync(log.file, 'utf8')).toBe(lines.join('\n'));
    expect(log.tail()).toEqual(lines.slice(-20));
  });

  test('keeps the first 4 and the last 1 MiB of a long output, and says what it left out', async () => {
    const chunk = 'x'.repeat(64 * 1024 - 1) + '\n';
    const { log } = await logOf('long.log', ['first\n', ...Array<string>(160).fill(chunk), 'last\n']);
    const text = readFileSync(log.file, 'utf8');
    expect(statSync(log.file).size).toBeLessThan(5.2 * 2 ** 20);
    expect(text.startsWith('first\n')).toBe(true);
    expect(text.endsWith('\nlast\n')).toBe(true);
    const leftOut = Number(/\[\.\.\. (\d+) bytes left out \.\.\.\]/u.exec(text)?.[1]);
    const kept = text.replace(/\n\[\.\.\. \d+ bytes left out \.\.\.\]\n/u, '').length;
    expect(kept + leftOut).toBe(160 * 64 * 1024 + 11);
  });

  test('joins characters and lines that were split between two chunks', async () => {
    const bytes = Buffer.from('naïve\nend');
    const { log } = await logOf('split.log', [bytes.subarray(0, 3), bytes.subarray(3)]);
    expect(log.tail()).toEqual(['naïve', 'end']);
  });

  test('that cannot be written is told once, and still has its last lines', async () => {
    writeFileSync(join(directory, 'file'), '');
    const { log, notes } = await logOf('file/under.log', ['a\n', 'b\n']);
    expect(notes).toHaveLength(1);
    expect(log.tail()).toEqual(['a', 'b']);
  });
});

test.each([
  ['\u001B[31mred\u001B[0m', 'red'],
  ['bell\u0007 and\tTab', 'bell and Tab'],
  // An override of the writing direction would make a log line read as something else.
  ['safe\u202Eevil', 'safeevil'],
  ['é'.repeat(301), `${'é'.repeat(299)}…`],
])('the line %j is cleaned to %j', (line, expected) => {
  expect(cleanLine(line)).toBe(expected);
});
