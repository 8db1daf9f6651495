import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, inject } from 'vitest';

const endpoint = inject('chromium');

/** For `describe.skipIf`. */
export const isMissing = endpoint === '';

const address = 'http://report.test/';

export interface PageSettings {
  width?: number;
  height?: number;
  dark?: boolean;
  /** The page's own content policy is ignored, so that whatever broke out would run. */
  withoutPolicy?: boolean;
}

export interface OpenedPage {
  page: Page;
  /** Errors and warnings of the console, errors that nobody caught, and requests other than for the page itself. */
  faults: string[];
  /** Loads another text in the same window. */
  show: (html: string) => Promise<void>;
  /** Calls `reader.NAME(...)` of reader.js in the page. */
  read: <T>(name: string, ...parameters: unknown[]) => Promise<T>;
}

let connection: Promise<Browser> | undefined;
/** Windows by their settings: opening one takes longer than most tests. */
const windows = new Map<string, Promise<OpenedPage>>();

afterAll(async () => {
  await (await connection)?.close();
  connection = undefined;
  windows.clear();
});

/** Shows an HTML text as a page of its own, with nothing else to load; gone with the next one of the same settings. */
export async function openPage(html: string, settings: PageSettings = {}): Promise<OpenedPage> {
  const key = JSON.stringify(settings);
  const opened = windows.get(key) ?? openWindow(settings);
  windows.set(key, opened);
  const { faults, show } = await opened;
  faults.length = 0;
  await show(html);
  return opened;
}

async function openWindow({
  width = 1000,
  height = 800,
  dark = false,
  withoutPolicy = false,
}: PageSettings): Promise<OpenedPage> {
  connection ??= chromium.connect(endpoint);
  const browser = await connection;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    bypassCSP: withoutPolicy,
  });
  const faults: string[] = [];
  let shown = '';
  await context.addInitScript({ path: join(import.meta.dirname, 'reader.js') });
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === address) return route.fulfill({ contentType: 'text/html', body: shown });
    // The one thing that a browser asks for by itself.
    if (url !== `${address}favicon.ico`) faults.push(`request: ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  const show = async (html: string) => {
    shown = html;
    await page.goto(address);
  };
  const read = <T>(name: string, ...parameters: unknown[]) =>
    page.evaluate<T>(
      `reader.${name}(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`,
    );
  return { page, faults, show, read };
}
