import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { token } from '../../action/gate-scene.ts';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertError, describe } from '../observed.ts';
import { runApart, sceneApart, together } from './apart.ts';
import { assertStands, failingSettings } from './gate-scenes.ts';
import { assertPlainLog } from './outcome.ts';
import { runtimeToken } from './runner-files.ts';

type Stage = 'CreateArtifact' | 'upload' | 'FinalizeArtifact';
type Behave = (request: IncomingMessage, response: ServerResponse) => void;

const json = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
const status =
  (code: number): Behave =>
  (_, response) =>
    response.writeHead(code).end('{"msg":"injected"}');
const reset: Behave = (request) => request.socket.destroy();
const silent: Behave = () => undefined;
const page: Behave = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<html>Sign in</html>');
};
/** The connection ends with the first piece of the archive. */
const broken: Behave = (request) => void request.once('data', () => request.socket.destroy());
const refused: Behave = (_, response) => json(response, { ok: false });

/** Whatever happens, `quick` ones end within a minute: the uploader's own retries. */
const quick: [stage: Stage, name: string, behave: Behave][] = [
  ...[401, 403, 404, 409, 500].map((code): [Stage, string, Behave] => [
    'CreateArtifact',
    String(code),
    status(code),
  ]),
  ['CreateArtifact', 'a reset', reset],
  ['CreateArtifact', 'a page', page],
  ['CreateArtifact', '`ok: false`', refused],
  ['upload', '403', status(403)],
  ['upload', 'a cut in the middle', broken],
  ['FinalizeArtifact', '500', status(500)],
  ['FinalizeArtifact', '`ok: false`', refused],
  ['FinalizeArtifact', 'a reset', reset],
];
const long: typeof quick = [
  ['CreateArtifact', 'silence', silent],
  ['upload', 'silence', silent],
  ['FinalizeArtifact', 'silence', silent],
];

/** An artifact service and its store in one, which behave as they should but at one stage. */
async function startService(bench: FaultBench, stage: Stage, behave: Behave): Promise<string> {
  const server = createServer((request, response) => {
    const name = request.url?.split('?')[0]?.split('/').at(-1);
    request.on('error', () => undefined);
    if (stage !== 'upload' || name !== 'blob') request.resume();
    if (name === (stage === 'upload' ? 'blob' : stage)) return behave(request, response);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (name === 'CreateArtifact')
      json(response, { ok: true, signed_upload_url: `${address}/container/blob?sig=x` });
    else if (name === 'FinalizeArtifact') json(response, { ok: true, artifact_id: '1' });
    else response.writeHead(201, { etag: '"1"', 'last-modified': new Date(0).toUTCString() }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bench.atEnd(() => void server.close());
  bench.atEnd(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A gate that ends in an error at once, which keeps its evidence as an artifact, too. */
const endsAtOnce = (): object => {
  const settings = failingSettings() as { target: { process: object } };
  return {
    ...settings,
    target: { process: { ...settings.target.process, command: ['node', '--eval', 'process.exit(3)'] } },
  };
};

async function failEach(bench: FaultBench, ways: typeof quick, mostMs: number): Promise<number> {
  const took = await together(ways, ways.length, async ([stage, name, behave]) => {
    const scene = await sceneApart(bench);
    const env = {
      GITHUB_API_URL: scene.api.url,
      ACTIONS_RESULTS_URL: await startService(bench, stage, behave),
      ACTIONS_RUNTIME_TOKEN: runtimeToken,
    };
    const step = await runApart(bench, scene, { env });
    const what = `${stage}, ${name}`;
    assertPlainLog(step.log, token);
    assertError(step, 'process-exited');
    assert.ok(
      ['comment.md', 'error.json'].every((file) => step.files.includes(file)),
      what,
    );
    assert.match(step.log, /::notice title=Sluice::No artifact was uploaded: .{5,}/, `${what}\n${step.log}`);
    assert.equal(scene.comments.length, 1, what);
    assert.ok(step.tookMs < mostMs, `${what}: ${step.tookMs} ms`);
    return step.tookMs;
  });
  return Math.round(Math.max(...took) / 1000);
}

const told = (ways: typeof quick): string => ways.map(([stage, name]) => `${stage} ${name}`).join(', ');

const fails: Fault = {
  name: 'artifact service fails',
  side: 'platform',
  mostSeconds: 300,
  injected: `making, uploading or closing the artifact fails: ${told(quick)}`,
  expected:
    'the verdict or error, its exit code, files, comment and check run as without it; a notice says that no artifact was uploaded',
  async run(bench) {
    const settings = failingSettings();
    const scene = await bench.setScene(settings);
    const service = await startService(bench, 'upload', status(403));
    const env = {
      GITHUB_API_URL: scene.api.url,
      ACTIONS_RESULTS_URL: service,
      ACTIONS_RUNTIME_TOKEN: runtimeToken,
    };
    const gate = await bench.main({ env });
    assertStands(gate, 'upload, 403');
    assert.match(gate.log, /No artifact was uploaded/);
    assert.equal(scene.comments.length, 1);
    await scene.writeSettings(endsAtOnce());
    const seconds = await failEach(bench, quick, 100_000);
    return `${quick.length} ways, the longest ${seconds} s; a gate: ${describe(gate)}`;
  },
};

const never: Fault = {
  name: 'artifact service is silent',
  side: 'platform',
  mostSeconds: 300,
  injected: 'making, uploading or closing the artifact gets no answer',
  expected:
    'given up after two minutes; the error, its exit code, files, comment and check run as without it',
  async run(bench) {
    await bench.setScene(endsAtOnce());
    const seconds = await failEach(bench, long, 150_000);
    return `${long.length} ways: process-exited, exit 2, comment and check run; given up after ${seconds} s at the most`;
  },
};

export const artifacts: Fault[] = [fails, never];
