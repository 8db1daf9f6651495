import { createHash } from 'node:crypto';

/** Stands in prepared requests where `{{salt}}` was asked for; replaced before each block by a salt of the same width. */
export const saltMarker = '5a17ca5e0f5a17ed';

/**
 * The salt of one block: 16 digits. Blocks of one index have the same salt in both arms, and another than the blocks
 * before: a prefix cache sees the reuse that the workload has within a block, not that between blocks.
 * Decimal digits, because tokenizers split them evenly, one by one or in threes, so that every salt has the same number
 * of tokens; hexadecimal ones differ by several.
 */
export function blockSalt(salt: string, scenario: string, index: number): string {
  const digest = createHash('sha256').update(`${salt}\0${scenario}\0${index}`).digest();
  const digits = digest.readBigUInt64BE() % 10n ** BigInt(saltMarker.length);
  return String(digits).padStart(saltMarker.length, '0');
}

/**
 * What a salt looks like in a body. In base64, of a file that holds it, only the groups of three bytes that lie wholly
 * in it are its own: twelve characters of it from the first, second or third on, by where in a group it begins.
 */
export const saltForms: readonly ((salt: string) => string)[] = [
  (salt) => salt,
  ...[0, 1, 2].map(
    (first) => (salt: string) => Buffer.from(salt.slice(first, first + 12), 'latin1').toString('base64'),
  ),
];
