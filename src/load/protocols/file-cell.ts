import { SluiceError } from '../../model/error.ts';
import type { FileCell } from '../../model/media.ts';
import type { JsonValue } from '../../model/protocol.ts';
import type { TemplateContext } from './template.ts';

/** Whether a cell holds a file. Rows of the user's own may leave out its type and its name. */
export function isFileCell(value: JsonValue): value is Partial<FileCell> & { base64: string } {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    typeof value.base64 === 'string' &&
    ['string', 'undefined'].includes(typeof value.type) &&
    ['string', 'undefined'].includes(typeof value.name)
  );
}

/** Throws `template-invalid` where the text is no base64: decoding would leave out what it does not know. */
export function decodeFile({ base64 }: { base64: string }, column: string, context: TemplateContext): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === Buffer.byteLength(base64, 'base64')) return bytes;
  throw new SluiceError('template-invalid', {
    fact: `The column "${column}" of an input of class "${context.className}" holds a file that is not base64.`,
    remedy: 'Write the bytes of the file in base64, without spaces and line breaks.',
  });
}
