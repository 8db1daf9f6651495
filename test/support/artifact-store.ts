/**
 * A stand-in for GitHub's artifact service: the blobs are kept by Azurite, the emulator of the blob storage that GitHub uses;
 * the few calls that hand out upload addresses (Twirp, a POST of JSON for each) are answered here.
 */
import { BlobServiceClient, BlobSASPermissions, StorageSharedKeyCredential } from '@azure/storage-blob';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** Azurite's own account, which its documentation publishes. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const container = 'artifacts';

export interface StoredArtifact {
  id: number;
  name: string;
  /** As the uploader stated it. */
  size: number;
  finalized: boolean;
}

export interface ArtifactStore {
  /** The variables with which the runner gives a step access to the service. */
  env: Record<string, string>;
  artifacts: StoredArtifact[];
  /** The uploaded zip file. */
  download(name: string): Promise<Buffer>;
  /** Keeps a zip file that no uploader made. */
  put(name: string, zip: Buffer): Promise<void>;
  /** The address from which anybody may read the zip file for an hour, as GitHub's API hands it out. */
  addressOf(name: string): Promise<string>;
  /** Answers the next calls with this status. */
  fail(status: number, times: number): void;
  close(): Promise<void>;
}

export async function startArtifactStore(): Promise<ArtifactStore> {
  const { url: blobUrl, child } = await startAzurite();
  const credential = new StorageSharedKeyCredential(account, key);
  const blobs = new BlobServiceClient(`${blobUrl}/${account}`, credential).getContainerClient(container);
  await blobs.create();
  const artifacts: StoredArtifact[] = [];
  const failure = { status: 500, times: 0 };

  /** What each call of `github.actions.results.api.v1.ArtifactService` answers; undefined is a conflict or unknown. */
  const methods: Record<string, (request: Record<string, unknown>) => Promise<object | undefined>> = {
    async CreateArtifact({ name }) {
      if (artifacts.some((artifact) => artifact.name === name)) return undefined;
      artifacts.push({ id: artifacts.length + 1, name: String(name), size: 0, finalized: false });
      const permissions = BlobSASPermissions.parse('cw');
      const expiresOn = new Date(Date.now() + 3_600_000);
      const signedUploadUrl = await blobs
        .getBlobClient(String(name))
        .generateSasUrl({ permissions, expiresOn });
      return { ok: true, signed_upload_url: signedUploadUrl };
    },
    async ListArtifacts({ name_filter: name }) {
      return {
        artifacts: artifacts
          .filter((artifact) => name === undefined || artifact.name === name)
          .map((artifact) => ({
            workflow_run_backend_id: 'run',
            workflow_job_run_backend_id: 'job',
            database_id: String(artifact.id),
            name: artifact.name,
            size: String(artifact.size),
          })),
      };
    },
    async DeleteArtifact({ name }) {
      const at = artifacts.findIndex((artifact) => artifact.name === name);
      const [removed] = at < 0 ? [] : artifacts.splice(at, 1);
      return removed && { ok: true, artifact_id: String(removed.id) };
    },
    async FinalizeArtifact({ name, size }) {
      const artifact = artifacts.find((candidate) => candidate.name === name);
      if (artifact === undefined) return undefined;
      Object.assign(artifact, { size: Number(size), finalized: true });
      return { ok: true, artifact_id: String(artifact.id) };
    },
  };

  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const respond = async () => {
      const body = await readJson(request);
      if (failure.times > 0) {
        failure.times -= 1;
        return answer(failure.status, { msg: 'injected' });
      }
      const method = methods[request.url?.split('/').at(-1) ?? ''];
      if (method === undefined) return answer(404, { code: 'bad_route', msg: `no method ${request.url}` });
      const result = await method(body);
      if (result) answer(200, result);
      else
        answer(409, {
          code: 'already_exists',
          msg: 'an artifact with this name already exists on the workflow run',
        });
    };
    respond().catch((error: unknown) => answer(500, { msg: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    env: {
      ACTIONS_RESULTS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      ACTIONS_RUNTIME_TOKEN: runtimeToken(),
    },
    artifacts,
    download: (name) => blobs.getBlobClient(name).downloadToBuffer(),
    put: async (name, zip) => void (await blobs.getBlockBlobClient(name).upload(zip, zip.length)),
    addressOf: (name) =>
      blobs.getBlobClient(name).generateSasUrl({
        permissions: BlobSASPermissions.parse('r'),
        expiresOn: new Date(Date.now() + 3_600_000),
      }),
    fail: (status, times) => void Object.assign(failure, { status, times }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function startAzurite(): Promise<{ url: string; child: ChildProcess }> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const options = ['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'];
  const child = spawn(process.execPath, [main, '--blobPort', '0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  return new Promise((resolve, reject) => {
    const collect = (chunk: Buffer) => {
      log += chunk.toString('utf8');
      const url = /listens on (http:\/\/\S+)/.exec(log)?.[1];
      if (url) resolve({ url, child });
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`Azurite ended with ${code}: ${log}`)));
  });
}

/** The uploader reads its run and job from the token and leaves checking it to the service. */
function runtimeToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ scp: 'Actions.Results:run-1:job-1' })}.`;
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
}
