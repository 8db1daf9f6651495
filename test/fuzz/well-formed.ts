import { XMLValidator } from 'fast-xml-parser';
import { holds } from './properties.ts';

/** Elements of HTML that have no end. */
const unpairedTags = ['br', 'hr', 'img', 'input', 'link', 'meta'];
/** What XML 1.0 allows; halves of characters are not among it. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** JUnit, a picture, or a page of ours: every tag closed in its place, nothing that opens one of its own. */
export function wellFormed(text: string, name: string): void {
  const markup = text.replace(/^<!doctype html>/i, '');
  const result = XMLValidator.validate(markup, { unpairedTags, allowBooleanAttributes: true });
  holds(result === true, `${name} is not well formed: ${JSON.stringify(result)}`);
  const at = text.search(forbidden);
  holds(at < 0, `${name} holds the character ${text.codePointAt(at)?.toString(16)}`);
}
