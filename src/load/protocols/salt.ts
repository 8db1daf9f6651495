import { createHash } from 'node:crypto';

/** Stands in prepared requests where `{{salt}}` was asked for; replaced before each block by a salt of the same width. */
export const saltMarker = '5a17ca5e0f5a17ed';

/**
 * The salt of one block: 16 hexadecimal digits. Blocks of one index have the same salt in both arms, and another than
 * the blocks before: a prefix cache sees the reuse that the workload has within a block, not that between blocks.
 */
export function blockSalt(salt: string, scenario: string, index: number): string {
  const digest = createHash('sha256').update(`${salt}\0${scenario}\0${index}`).digest('hex');
  return digest.slice(0, saltMarker.length);
}
