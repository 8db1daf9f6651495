import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeRun,
  encodeRun,
  headCharacters,
  importLines,
  importText,
  recogniseFormat,
} from '../../../src/interop/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { renderImport } from '../../../src/report/index.ts';
import { summariseRun } from '../../../src/verdict/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { judgedRun } from '../judged.ts';
import { same, unlessRefusedLater } from '../properties.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'interop');
/** Enough of a file for all that its lines may be, and little enough to be changed often. */
const mostSeedCharacters = 12_000;

const options = {
  ...{ suite: 'imported', environment: 'imported', blockMs: 1000, skipMs: 0, oneClass: false },
  writtenAtEpochMs: Date.UTC(2026, 10, 22),
};

/** The results of other tools as those write them: runs that can be stored, judged and told. */
export const imports: FuzzTarget = {
  name: 'imports',
  covers: ['src/interop'],
  seeds: () => [
    ...readdirSync(fixtures, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'README.md' && !entry.name.startsWith('own-'))
      .map((entry) => whole(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
      .filter((text) => text.length <= mostSeedCharacters),
  ],
  words: [
    'NaN',
    'Infinity',
    '"',
    ',',
    '\t',
    '\n',
    '-1',
    '1e300',
    'status found 503',
    '</testResults>',
    '2026-13-01',
  ],
  async check(bytes) {
    const run = await unlessRefusedLater(() => imported(bytes.toString()));
    if (!run) return;
    same(decodeRun(encodeRun(run), 'run'), run, 'stored and read again');
    judgedRun(run, run);
    renderImport(run, summariseRun(run), 8);
  },
};

/** Lines may be left out at the end; of one document nothing may. */
function whole(text: string): string {
  if (/^\s*[[{]\s*\n/.test(text) || text.length <= mostSeedCharacters) return text;
  const end = text.startsWith('<?xml') ? '\n</testResults>\n' : '\n';
  return text.slice(0, text.lastIndexOf('\n', mostSeedCharacters - 100)) + end;
}

async function imported(text: string): Promise<Run> {
  const format = recogniseFormat(text.slice(0, headCharacters), 'auto', 'result');
  return format.reading === 'whole'
    ? importText(format, text, 'result', options)
    : importLines(format, text.replace(/\n$/, '').split(/\r?\n/), 'result', options);
}
