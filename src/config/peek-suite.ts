import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isScalar, parseDocument } from 'yaml';
import { defaultNames, mostBytes } from './settings-file.ts';
import type { Overrides } from './overrides.ts';
import { suiteName } from './telling-schema.ts';
import { inWorkspace } from './workspace-path.ts';

const quickly = { logLevel: 'silent', prettyErrors: false, uniqueKeys: false } as const;

/**
 * The suite that settings name which cannot be loaded, for a message that has to replace this suite's older verdict.
 * Undefined where none can be made out; never throws.
 */
export function peekSuite({
  workspace,
  config,
}: Pick<Overrides, 'workspace' | 'config'>): string | undefined {
  try {
    for (const name of config === undefined ? defaultNames : [config]) {
      const path = inWorkspace(workspace, workspace, name);
      const file = path === undefined ? undefined : join(workspace, path);
      if (file === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      if (statSync(file).size > mostBytes) return undefined;
      // A document with a fault further down still knows what stands above it.
      const suite = parseDocument(readFileSync(file, 'utf8'), quickly).get('suite', true);
      return isScalar(suite) ? suiteName.safeParse(suite.value).data : undefined;
    }
    return undefined;
  } catch {
    // Only looked for to address a message about these very settings, which tells what is wrong with them.
    return undefined;
  }
}
