import { escapeHtml } from './escape.ts';

/** Finished HTML. Only `markup` and `trusted` make it, so that a plain string can never be put in unescaped. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | undefined | readonly (string | Markup | undefined)[];

/** A template whose values are cleaned and escaped, except those that are markup already. */
export function markup(texts: TemplateStringsArray, ...parts: Part[]): Markup {
  return { html: texts.reduce((html, text, index) => html + toHtml(parts[index - 1]) + text) };
}

/** Text that this room wrote itself: styles and drawn charts. Never for anything from outside. */
export const trusted = (html: string): Markup => ({ html });

/** A name from outside, kept apart from its surroundings in its direction of writing. */
export const name = (text: string, maximum = 60): Markup => ({
  html: `<bdi class="name">${escapeHtml(text, maximum) || '(empty)'}</bdi>`,
});

/** Prose from outside, in which no line ends between a number and its unit. */
export const sentence = (text: string): Markup => ({
  html: escapeHtml(text).replace(/(\d) (?=(?:%|ms|s|points|req\/s)(?![a-z]))/g, '$1\u00A0'),
});

/** Prose in which code stands between backticks. */
export const prose = (text: string): Markup => ({
  html: sentence(text).html.replace(/`([^`]+)`/g, '<code>$1</code>'),
});

function toHtml(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(toHtml).join('');
}
