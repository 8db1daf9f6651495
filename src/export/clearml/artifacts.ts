import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SluiceError } from '../../model/error.ts';
import { send } from '../send.ts';
import { contentTypeOf } from '../tracking/content-type.ts';
import { anything, call, serverName } from './client.ts';
import type { ClearmlServer } from './client.ts';
import type { ClearmlTask } from './task.ts';

/**
 * Puts files onto the files server and names them in the task.
 * @returns why they could not be kept, as a sentence; undefined where they are. The numbers are told already: no failure
 */
export async function keepArtifacts(
  server: ClearmlServer,
  filesUrl: string | undefined,
  task: ClearmlTask,
  folder: string,
  files: readonly string[],
): Promise<string | undefined> {
  if (!filesUrl) return 'The report is not beside it: `files-url` is not set.';
  try {
    const artifacts = [];
    for (const file of files) artifacts.push(await upload(server, filesUrl, `${folder}.${task.id}`, file));
    await call(server, 'tasks.add_or_update_artifacts', { task: task.id, artifacts, force: true }, anything);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof SluiceError) return `The report is not beside it: ${thrown.fact}`;
    throw thrown;
  }
}

/** As ClearML's own client does it: the name of the form's field is the path. */
async function upload(
  { token, signal }: ClearmlServer,
  filesUrl: string,
  folder: string,
  file: string,
): Promise<object> {
  const name = basename(file);
  const content = new Uint8Array(await readFile(file));
  const path = `/${folder.replace(/[^\p{L}\p{N}_ ./-]/gu, '_')}/artifacts/${name}/${name}`;
  const body = new FormData();
  body.append(path, new Blob([content], { type: contentTypeOf(file) }), path);
  const url = filesUrl.replace(/\/+$/, '');
  await send(
    serverName,
    { method: 'POST', url, headers: { authorization: `Bearer ${token}` }, body },
    signal,
  );
  return {
    key: name,
    type: 'custom',
    uri: url + encodeURI(path),
    content_size: content.byteLength,
    hash: createHash('sha256').update(content).digest('hex'),
    timestamp: Math.floor(Date.now() / 1000),
    type_data: { content_type: contentTypeOf(file) },
  };
}
