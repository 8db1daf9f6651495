import { join } from 'node:path';

/**
 * The file that the worker threads run: the source beside this file, or its bundle beside the bundle that this file
 * became part of (`dist/cli/index.js`, `dist/worker/index.js`). A plain path, and never `new URL(…, import.meta.url)`:
 * the bundler would take that for an asset and copy it without its dependencies.
 */
export function workerFile(): string {
  return import.meta.filename.endsWith('.ts')
    ? join(import.meta.dirname, 'worker/main.ts')
    : join(import.meta.dirname, '../worker/index.js');
}
