import { readArchive } from '../../../src/github/archive.ts';
import { makeZip } from '../../support/make-zip.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds, unlessRefused } from '../properties.ts';

const wanted = new Map([
  ['result.json', 1000],
  ['error.json', 10],
]);

/** An artifact of anybody's: nothing but what was wanted comes out, and never more of it. */
export const archive: FuzzTarget = {
  name: 'archive',
  covers: ['src/github/archive'],
  seeds: () => [
    makeZip([{ name: 'result.json', data: '{"a":1}' }]),
    makeZip([
      { name: '../../etc/passwd', data: 'x' },
      { name: 'result.json', data: 'y'.repeat(900) },
      { name: 'error.json', data: 'z', claims: { method: 0 } },
    ]),
    makeZip([{ name: 'result.json', data: Buffer.alloc(100_000), claims: { bytes: 900 } }]),
    makeZip([]),
  ],
  words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'result.json', '\xff\xff\xff\xff', '\0\0\0\0'],
  check(bytes) {
    const files = unlessRefused(() => readArchive(bytes, wanted));
    for (const [name, data] of files ?? [])
      holds(data.length <= (wanted.get(name) ?? -1), `${name} of ${data.length} bytes`);
  },
};
