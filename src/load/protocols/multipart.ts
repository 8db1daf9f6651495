import { createHash } from 'node:crypto';
import { SluiceError } from '../../model/error.ts';
import type { MultipartField, MultipartPlan } from '../../model/protocol.ts';
import { decodeFile, isFileCell } from './file-cell.ts';
import { createHttpJson } from './http-json.ts';
import type { Protocol } from './protocol.ts';
import { columnValue, fillText, wholeColumn, type TemplateContext } from './template.ts';

/** A form of fields and files; the answer is read as that of `http-json`. */
export function createMultipart({ fields, ...plan }: MultipartPlan): Protocol {
  const unary = createHttpJson({ ...plan, kind: 'http-json' });
  return {
    kind: plan.kind,
    prepare(item, className) {
      const request = unary.prepare(item, className);
      const parts = fields.map((field) =>
        makePart(field, { row: item.row, className, place: `field ${field.name}` }),
      );
      const boundary = makeBoundary(parts);
      return {
        ...request,
        headers: [...request.headers, 'content-type', `multipart/form-data; boundary=${boundary}`],
        body: joinParts(parts, boundary),
      };
    },
    openReader: () => unary.openReader(),
  };
}

interface Part {
  head: string;
  content: Buffer;
}

function makePart(field: MultipartField, context: TemplateContext): Part {
  const { content, ...own } = readValue(field.value, context);
  const filename = field.filename === undefined ? own.filename : fillText(field.filename, context);
  const type = field.type === undefined ? own.type : fillText(field.type, context);
  if (type !== undefined && !/^[\x20-\x7e]+$/.test(type)) throw unusableType(type, context);
  const lines = [
    `Content-Disposition: form-data; name="${escapeName(field.name)}"` +
      (filename === undefined ? '' : `; filename="${escapeName(filename)}"`),
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
  ];
  return { head: `${lines.join('\r\n')}\r\n\r\n`, content };
}

function readValue(
  template: string,
  context: TemplateContext,
): { content: Buffer; filename?: string; type?: string } {
  const column = wholeColumn(template);
  const value = column === undefined ? null : columnValue(column, context);
  if (column === undefined || !isFileCell(value))
    return { content: Buffer.from(fillText(template, context)) };
  return {
    content: decodeFile(value, column, context),
    filename: value.name ?? 'file',
    type: value.type ?? 'application/octet-stream',
  };
}

/** As browsers write names (HTML, "multipart/form-data encoding algorithm"), which RFC 7578 leaves open. */
function escapeName(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

/** Made from the content, so that the same input is the same bytes in both arms, and cannot occur in it. */
function makeBoundary(parts: readonly Part[]): string {
  const hash = createHash('sha256');
  for (const { head, content } of parts) hash.update(head).update(content);
  return `sluice-${hash.digest('hex').slice(0, 40)}`;
}

function joinParts(parts: readonly Part[], boundary: string): Buffer {
  const pieces = parts.flatMap(({ head, content }) => [
    Buffer.from(`--${boundary}\r\n${head}`),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

function unusableType(type: string, { place, className }: TemplateContext): SluiceError {
  return new SluiceError('template-invalid', {
    fact: `The type of the ${place} is ${JSON.stringify(type.slice(0, 60))} in an input of class "${className}".`,
    remedy: 'Give a media type of plain characters, such as image/png.',
  });
}
