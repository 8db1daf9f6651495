import { markup, name, prose, type Markup } from './markup.ts';
import type { SluiceError } from '../model/error.ts';
import { pageDocument } from './page-document.ts';
import { pageStyle } from './page-style.ts';

/** Back to the list of runs; stands above every page that was opened from it. */
export const listLink = (url: string): Markup => markup`<p><a href="${url}">All runs</a></p>\n`;

/** Why a page cannot be shown. */
export function renderFaultPage({ code, message, remedy }: SluiceError, listUrl: string): string {
  return pageDocument({
    title: 'Error',
    style: pageStyle,
    body: [
      listLink(listUrl),
      markup`<h1>Sluice: ${name(code)}</h1>\n<p>${prose(message)}</p>\n<p>${prose(remedy)}</p>\n`,
    ],
  });
}
