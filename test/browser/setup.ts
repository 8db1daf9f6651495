import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumArguments, findChromium } from '../../scripts/chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the browser listens; empty where there is none. */
    chromium: string;
  }
}

/** One browser for all files of this folder. Without one they are skipped, unless SLUICE_REQUIRE_CHROMIUM=1. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    const fact = 'There is no Chromium: SLUICE_CHROMIUM does not name one, and none is on the PATH.';
    if (process.env['SLUICE_REQUIRE_CHROMIUM'] === '1') throw new Error(fact);
    console.warn(`${fact} The tests in test/browser are skipped.`);
    project.provide('chromium', '');
    return undefined;
  }
  const server = await chromium.launchServer({ executablePath, args: chromiumArguments });
  project.provide('chromium', server.wsEndpoint());
  return () => server.close();
}
