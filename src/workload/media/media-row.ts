import type { MediaRow } from '../../model/media.ts';
import { readExtent } from './extent.ts';

/** A file as a row, with what conditions of a class can be put on. */
export function mediaRow(bytes: Buffer, name: string, type: string): MediaRow {
  const file = { base64: bytes.toString('base64'), type, name };
  return { file, name, type, bytes: bytes.length, ...readExtent(bytes) };
}
