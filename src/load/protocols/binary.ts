import { SluiceError } from '../../model/error.ts';
import type { BinaryPlan } from '../../model/protocol.ts';
import { decodeFile, isFileCell } from './file-cell.ts';
import { createHttpJson } from './http-json.ts';
import type { Protocol } from './protocol.ts';
import { columnValue, type TemplateContext } from './template.ts';

/** The bytes of a file, or of a text, as the whole body; the answer is read as that of `http-json`. */
export function createBinary({ column, ...plan }: BinaryPlan): Protocol {
  const unary = createHttpJson({ ...plan, kind: 'http-json' });
  return {
    kind: plan.kind,
    prepare(item, className) {
      const request = unary.prepare(item, className);
      const { body, type } = readColumn(column, { row: item.row, className, place: 'body' });
      const names = request.headers.filter((_, i) => i % 2 === 0);
      const hasType = names.some((name) => name.toLowerCase() === 'content-type');
      return {
        ...request,
        headers: hasType ? request.headers : [...request.headers, 'content-type', type],
        body,
      };
    },
    openReader: () => unary.openReader(),
  };
}

function readColumn(column: string, context: TemplateContext): { body: Buffer; type: string } {
  const value = columnValue(column, context);
  if (typeof value === 'string') return { body: Buffer.from(value), type: 'text/plain; charset=utf-8' };
  if (isFileCell(value)) {
    const type = value.type ?? 'application/octet-stream';
    return { body: decodeFile(value, column, context), type };
  }
  throw new SluiceError('template-invalid', {
    fact: `The column "${column}" of an input of class "${context.className}" is no file and no text.`,
    remedy:
      'Name a column with a file in protocol.binary.column (`file` of the classes `image`, `audio` and `files`), or use http-json.',
  });
}
