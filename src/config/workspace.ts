import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';

/** The workspace as an absolute folder that exists. */
export function checkWorkspace(path: string): string {
  const workspace = resolve(path);
  if (statSync(workspace, { throwIfNoEntry: false })?.isDirectory()) return workspace;
  throw new SluiceError('input-invalid', {
    fact: `The workspace ${workspace} is no folder.`,
    remedy: 'Start Sluice in the folder of the repository; in a workflow, after actions/checkout.',
  });
}
