import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SluiceError } from '../../model/error.ts';
import type { ScriptPlan } from '../../model/protocol.ts';
import type { ScriptCall } from './script-call.ts';

/** The user's function: resolves when the request is answered, throws when it has failed. */
export type Script = (call: ScriptCall) => unknown;

/**
 * The default export of the user's module. TypeScript is taken as Node takes it: types are stripped, not checked.
 * @throws SluiceError script-invalid
 */
export async function loadScript({ file }: ScriptPlan, workspace: string): Promise<Script> {
  const url = pathToFileURL(join(workspace, file)).href;
  const loading = import(/* webpackIgnore: true */ url) as Promise<{ default?: unknown }>;
  const { default: script } = await loading.catch((cause: unknown) => {
    throw scriptFault(file, `The script cannot be loaded: ${String(cause)}`, cause);
  });
  if (typeof script === 'function') return script as Script;
  const found = script === undefined ? 'missing' : `of type ${typeof script}`;
  throw scriptFault(file, `The default export of the script is ${found}, not a function.`);
}

function scriptFault(file: string, fact: string, cause?: unknown): SluiceError {
  return new SluiceError('script-invalid', {
    location: file,
    fact,
    remedy: 'Export one function: `export default async function ({ row, call }) { ... }`.',
    cause,
  });
}

/** An error that nothing in the script waits for. */
export function strayFault({ file }: ScriptPlan, error: Error): SluiceError {
  return new SluiceError('script-invalid', {
    location: file,
    fact: `The script left an error to nobody: ${error.message}`,
    remedy: 'Await every promise that the script makes, so that its failure ends that one request.',
    cause: error,
  });
}
