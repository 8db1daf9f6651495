import { z } from 'zod';
import type { ClearmlExport } from '../../model/export.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { variableName } from './variable-name.ts';
import { webAddress } from './web-address.ts';

export const clearmlSchema = closed({
  'api-url': webAddress.optional().describe('https://api.clear.ml by default.'),
  'files-url': webAddress
    .optional()
    .describe('Where the report is put; by default beside `api-url`, as ClearML names its servers.'),
  project: z.string().min(1).optional().describe('The name of the suite by default.'),
  'access-key-env': variableName.optional().describe('CLEARML_API_ACCESS_KEY by default.'),
  'secret-key-env': variableName.optional().describe('CLEARML_API_SECRET_KEY by default.'),
});

export function planClearml(written: z.output<typeof clearmlSchema>, suite: string): ClearmlExport {
  const apiUrl = written['api-url'] ?? 'https://api.clear.ml';
  return {
    apiUrl,
    project: written.project ?? suite,
    accessKeyVariable: written['access-key-env'] ?? 'CLEARML_API_ACCESS_KEY',
    secretKeyVariable: written['secret-key-env'] ?? 'CLEARML_API_SECRET_KEY',
    ...present({ filesUrl: written['files-url'] ?? besideApi(apiUrl) }),
  };
}

/** The three servers of an installation have names that begin with `api.`, `app.` and `files.`, or the ports 8008, 8080 and 8081. */
function besideApi(apiUrl: string): string | undefined {
  const url = new URL(apiUrl);
  if (url.hostname.startsWith('api.')) return `${url.protocol}//${url.host.replace(/^api\./, 'files.')}`;
  return url.port === '8008' ? `${url.protocol}//${url.hostname}:8081` : undefined;
}
