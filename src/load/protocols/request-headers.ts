import { SluiceError } from '../../model/error.ts';
import type { WorkloadItem } from '../../model/schedule.ts';
import { fillText } from './template.ts';

/** The client writes these itself, from the connection and the body. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// A header value is visible Latin-1, spaces and tabs (RFC 9110, 5.5).
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers as names and values in turn, filled from the input's row. `content-type` is JSON unless the user says otherwise. */
export function fillHeaders(
  headers: Record<string, string>,
  item: WorkloadItem,
  className: string,
  hasBody: boolean,
): string[] {
  const filled: string[] = [];
  let hasContentType = false;
  for (const [name, template] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase();
    if (!token.test(name) || ownHeaders.has(lowerCase)) throw unusable(name, 'cannot be set');
    const value = fillText(template, { row: item.row, className, place: `header ${name}` });
    if (!fieldValue.test(value)) throw unusable(name, 'would hold characters that no header may hold');
    hasContentType ||= lowerCase === 'content-type';
    filled.push(name, value);
  }
  if (hasBody && !hasContentType) filled.push('content-type', 'application/json');
  return filled;
}

function unusable(name: string, why: string): SluiceError {
  return new SluiceError('template-invalid', {
    fact: `The request header "${name}" ${why}.`,
    remedy: `Take "${name}" out of protocol.headers, or give it a value of plain characters. Sluice itself sets ${[...ownHeaders].join(', ')}.`,
  });
}
