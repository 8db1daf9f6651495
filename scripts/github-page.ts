import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { marked } from 'marked';
import type { Browser, Page } from 'playwright-core';

/** Markdown as GitHub shows it, as pictures: with its own style sheet, and its pictures drawn by Mermaid. Needs no network. */

const require = createRequire(import.meta.url);
const markdownStyle = require.resolve('github-markdown-css/github-markdown.css');
const mermaidScript = require.resolve('mermaid/dist/mermaid.min.js');

const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** What stands around the markdown. */
export interface GithubPage {
  /** In the bar above: who wrote it, or what was checked. Finished HTML. */
  bar: string;
  /** The title of a check, in its own words. */
  title?: string;
  markdown: string;
}

const frameStyle = `
body { margin: 0; padding: 16px; background: var(--bgColor-default, Canvas); font: 14px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; }
.frame { border: 1px solid var(--borderColor-default); border-radius: 6px; overflow: hidden; }
.bar { padding: 8px 16px; background: var(--bgColor-muted); border-bottom: 1px solid var(--borderColor-default); color: var(--fgColor-muted); }
.bar b { color: var(--fgColor-default); }
.bar .label { border: 1px solid var(--borderColor-default); border-radius: 2em; padding: 0 6px; font-size: 12px; margin: 0 4px; }
.bar .failure { color: var(--fgColor-danger); }
.body { padding: 16px; }
.markdown-body { font-size: 14px; }
.mermaid { text-align: center; background: transparent !important; }
.mermaid svg { max-width: 100%; }`;

/** Files below `folder`: `NAME.light.png` and `NAME.dark.png`, at most `height` pixels high. */
export async function photographGithub(
  browser: Browser,
  { folder, name, height }: { folder: string; name: string; height: number },
  page: GithubPage,
): Promise<void> {
  for (const theme of themes) {
    const context = await browser.newContext({
      colorScheme: theme,
      viewport: { width: 960, height },
      offline: true,
    });
    const view = await context.newPage();
    await showOnGithub(view, [page], theme);
    const frame = await view.locator('.markdown-body.page').boundingBox();
    await view.screenshot({
      path: join(folder, `${name}.${theme}.png`),
      clip: { x: 0, y: 0, width: 960, height: Math.min(height, Math.ceil(frame?.height ?? height)) },
    });
    await context.close();
  }
}

/** Shows them one below the other, pictures drawn. */
export async function showOnGithub(view: Page, pages: readonly GithubPage[], theme: Theme): Promise<void> {
  await view.setContent(documentOf(pages));
  await view.addScriptTag({ path: mermaidScript });
  await view.evaluate(drawMermaid(theme));
}

/** The page before its pictures are drawn, which is also how an e-mail shows it. */
export const documentOf = (pages: readonly GithubPage[]): string =>
  `<!DOCTYPE html><meta charset="utf-8"><style>${readFileSync(markdownStyle, 'utf8')}${frameStyle}</style>
<body class="markdown-body page">${pages.map(frameOf).join('')}`;

function frameOf({ bar, title, markdown }: GithubPage): string {
  const body = alerts(marked.parse(markdown, { gfm: true, async: false }));
  return `<div class="frame"><div class="bar">${bar}</div>
<div class="body markdown-body">${title === undefined ? '' : `<h2>${marked.parseInline(title, { async: false })}</h2>`}${body}</div></div>`;
}

/** The kind of quotation that only GitHub knows. */
const alerts = (html: string): string =>
  html.replace(
    /<blockquote>\s*<p>\[!(WARNING|NOTE)\]\s*([\s\S]*?)<\/blockquote>/g,
    (_, kind: string, rest: string) => {
      const word = kind.charAt(0) + kind.slice(1).toLowerCase();
      return `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${word}</p><p>${rest}</div>`;
    },
  );

/** GitHub draws with the theme of the page. Runs in the browser. */
const drawMermaid = (theme: Theme): string => `
  for (const code of document.querySelectorAll('code.language-mermaid')) {
    const place = document.createElement('div');
    place.className = 'mermaid';
    place.textContent = code.textContent;
    code.parentElement.replaceWith(place);
  }
  mermaid.initialize({ startOnLoad: false, theme: '${theme === 'dark' ? 'dark' : 'default'}' });
  mermaid.run();`;
