import { columnNames } from '../../model/column-names.ts';
import { SluiceError } from '../../model/error.ts';
import type { DatasetRow } from '../../model/plan.ts';
import type { JsonValue } from '../../model/protocol.ts';
import { saltMarker } from './salt.ts';
import { valueAt } from './value-at.ts';

const placeholder = /\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}/g;
const wholePlaceholder = /^\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}$/;

/** Where a template stands and what it is filled from, for messages. */
export interface TemplateContext {
  row: DatasetRow;
  className: string;
  /** `body`, `header x-tenant`, `path`. */
  place: string;
}

/** Fills `{{column}}` in every string of a JSON value. A string that is exactly `{{column}}` takes the column's own type. */
export function fillJson(template: JsonValue, context: TemplateContext): JsonValue {
  if (typeof template === 'string') {
    const whole = wholeColumn(template);
    return whole === undefined ? fillText(template, context) : columnValue(whole, context);
  }
  if (Array.isArray(template)) return template.map((element) => fillJson(element, context));
  if (template !== null && typeof template === 'object') {
    return Object.fromEntries(
      Object.entries(template).map(([key, value]) => [key, fillJson(value, context)] as const),
    );
  }
  return template;
}

/** Fills `{{column}}` in a text; what is no string is written as JSON. `encode` is applied to each value. */
export function fillText(
  template: string,
  context: TemplateContext,
  encode: (text: string) => string = (text) => text,
): string {
  // One pass: what comes out of a column is never looked at again for placeholders.
  return template.replace(placeholder, (_, column: string) => {
    const value = columnValue(column, context);
    return encode(typeof value === 'string' ? value : JSON.stringify(value));
  });
}

/** As a part of a path. Half a character has no form in UTF-8: it becomes a replacement, as in a body. */
export const encodeForPath = (text: string): string => encodeURIComponent(text.toWellFormed());

/** The column that a template is exactly, or undefined where it is any other text. */
export function wholeColumn(template: string): string | undefined {
  return wholePlaceholder.exec(template)?.[1];
}

/** What a row holds in a column, or in a place within it: `file.base64`. Throws `template-invalid` where there is nothing. */
export function columnValue(column: string, context: TemplateContext): JsonValue {
  if (column === 'salt') return saltMarker;
  const value = lookUp(column, context.row);
  if (value !== undefined) return value;
  throw new SluiceError('template-invalid', {
    fact:
      `The ${context.place} of the request names the column "${column}", which an input of class ` +
      `"${context.className}" does not have. Its columns: ${columnNames(Object.keys(context.row))}.`,
    remedy: `Name one of these columns in {{…}}, or add "${column}" to every row of the data set.`,
  });
}

/** A column whose name has a dot in it is that column, whatever lies in others. */
function lookUp(column: string, row: DatasetRow): JsonValue | undefined {
  if (Object.hasOwn(row, column)) return row[column];
  return valueAt(row, column.split('.'));
}
