import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SluiceError } from '../../model/error.ts';
import { send } from '../send.ts';
import { contentTypeOf } from '../tracking/content-type.ts';
import { serverName } from './client.ts';
import type { MlflowServer } from './client.ts';
import type { MlflowRun } from './run.ts';

/**
 * Puts files beside the run, through the server's own store (`mlflow-artifacts:`). Any other store is written by its own
 * client with its own credentials, which Sluice has not.
 * @returns why they could not be kept, as a sentence; undefined where they are. The numbers are told already: no failure
 */
export async function keepArtifacts(
  server: MlflowServer,
  { artifactUri }: MlflowRun,
  files: readonly string[],
): Promise<string | undefined> {
  const folder = proxiedFolder(artifactUri, server.baseUrl);
  if (!folder)
    return `The report is not beside it: the artifacts of this experiment are in ${artifactUri || 'no place'}, which is not written through the server (\`mlflow server --serve-artifacts\`).`;
  try {
    for (const file of files) await keep(server, folder, file);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof SluiceError) return `The report is not beside it: ${thrown.fact}`;
    throw thrown;
  }
}

async function keep(server: MlflowServer, folder: string, file: string): Promise<void> {
  const name = basename(file);
  await send(
    serverName,
    {
      method: 'PUT',
      url: `${server.baseUrl}/api/2.0/mlflow-artifacts/artifacts${folder}/${encodeURIComponent(name)}`,
      headers: { ...server.headers, 'content-type': contentTypeOf(file) },
      body: new Uint8Array(await readFile(file)),
    },
    server.signal,
  );
}

/** `/1/0c7…/artifacts` of `mlflow-artifacts:/1/0c7…/artifacts`; undefined of any other store, or one of another server. */
function proxiedFolder(artifactUri: string, baseUrl: string): string | undefined {
  const url = URL.parse(artifactUri);
  if (url?.protocol !== 'mlflow-artifacts:') return undefined;
  if (url.host !== '' && url.host !== new URL(baseUrl).host) return undefined;
  return url.pathname.replace(/\/+$/, '');
}
