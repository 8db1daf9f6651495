import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../../src/github/index.ts';
import { makeZip, type ZipEntry } from '../support/make-zip.ts';
import { readZip } from '../support/zip-file.ts';

const limit = 1000;
const wanted = new Map([
  ['result.json', limit],
  ['run.json', limit],
]);
const read = (zip: Buffer) =>
  Object.fromEntries([...readArchive(zip, wanted)].map(([name, data]) => [name, data.toString()]));

describe('an archive', () => {
  test('only the wanted files are read, wherever they stand', () => {
    const zip = makeZip([
      { name: 'comment.md', data: 'x'.repeat(5000) },
      { name: 'run.json', data: '{}' },
      { name: 'result.json', data: '{"a":1}' },
    ]);
    expect(read(zip)).toEqual({ 'result.json': '{"a":1}', 'run.json': '{}' });
    expect([...readZip(zip).keys()]).toHaveLength(3);
  });

  test('a file that is missing is left out, and one of no bytes is one', () => {
    expect(read(makeZip([{ name: 'run.json', data: '' }]))).toEqual({ 'run.json': '' });
    expect(read(makeZip([]))).toEqual({});
  });

  test.each([
    '../result.json',
    '/result.json',
    './result.json',
    'a/../result.json',
    'result.json/',
    'RESULT.JSON',
  ])('a path like %s is no wanted name', (name) => expect(read(makeZip([{ name, data: '{}' }]))).toEqual({}));

  test.each<[string, Omit<ZipEntry, 'name'>, string]>([
    ['says that it is too large', { data: 'x'.repeat(limit + 1) }, `more than the ${limit}`],
    ['grows beyond what it says', { data: 'x'.repeat(1e7), claims: { bytes: limit } }, 'does not unpack'],
    ['is smaller than it says', { data: 'x', claims: { bytes: 7 } }, 'size and checksum'],
    ['has another checksum', { data: 'x', claims: { crc: 7 } }, 'size and checksum'],
    ['is encrypted', { data: 'x', claims: { flags: 1 } }, 'encrypted'],
    ['is packed in another way', { data: 'x', claims: { method: 14 } }, 'method 14'],
    ['stands outside of the archive', { data: 'x', claims: { headerAt: 1e6 } }, 'not where'],
    ['stands in the middle of another', { data: 'x', claims: { headerAt: 3 } }, 'not where'],
  ])('a file that %s is refused', (_, entry, told) => {
    expect(() => read(makeZip([{ name: 'result.json', ...entry }]))).toThrow(
      expect.objectContaining({ code: 'artifact-invalid', message: expect.stringContaining(told) }),
    );
  });

  test('a name that is there twice is refused, since readers differ in which they take', () => {
    const twice = [1, 2].map((data) => ({ name: 'result.json', data: String(data) }));
    expect(() => read(makeZip(twice))).toThrow('twice');
  });

  test('anything else is read or refused, and never a fault', () => {
    const whole = makeZip([
      { name: 'result.json', data: '{"a":1}' },
      { name: 'run.json', data: 'x'.repeat(300) },
    ]);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.nat(whole.length), (changes, length) => {
        const zip = Buffer.from(whole);
        for (const [at, byte] of changes) zip[at] = byte;
        const cut = changes.length === 0 ? zip.subarray(0, length) : zip;
        try {
          for (const text of Object.values(read(cut))) expect(text.length).toBeLessThanOrEqual(limit);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'artifact-invalid' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
