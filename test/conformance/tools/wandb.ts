/**
 * No server of Weights & Biases can be had here. Its official client, as Sluice uses it, writes to a stand-in that answers the
 * few questions which it asks before it sends anything; what it sends is compared with what it was given.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { exportResult } from '../../../src/export/index.ts';
import { trackedRunOf } from '../../../src/export/tracking/tracked-run.ts';
import { exportInput } from '../../support/export-input.ts';
import { installPython } from '../python.ts';
import { Checks } from './checks.ts';

const version = '0.31.0';
const key = 'k'.repeat(40);
const bystander = 'secret-of-another-tool';

export async function check(folder: string): Promise<boolean> {
  await installPython(folder, [`wandb==${version}`]);
  const checks = new Checks();
  const environment = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    KEY: key,
    DEPLOY_TOKEN: bystander,
  };
  const server = await openStandIn();
  const input = exportInput();
  const tell = async (baseUrl: string, keyVariable = 'KEY') => {
    const plan = { baseUrl, project: 'ticket-routing', keyVariable };
    const [told = ''] = await exportResult({ wandb: plan }, input, environment, new AbortController().signal);
    console.log(told);
    return told;
  };
  const told = await tell(server.url);
  checkTold(server, input, told, checks);
  server.close();
  checks.hold('a server that is down is told', (await tell(server.url)).includes('connection refused'));
  checks.hold('a key that is none is told', (await tell(server.url, 'DEPLOY_TOKEN')).includes('API key'));
  input.remove();
  return checks.isGood;
}

function checkTold(
  { requests, url }: StandIn,
  input: ReturnType<typeof exportInput>,
  told: string,
  checks: Checks,
): void {
  const expected = trackedRunOf(input);
  const page = /\(.*(\/me\/ticket-routing\/runs\/\w+)\)\.$/.exec(told)?.[1];
  checks.hold(`the page of the run is told: ${page}`, page !== undefined && told.includes(url));
  const run = requests.map(({ body }) => parse<Upsert>(body).variables).find((each) => each?.displayName);
  checks.equal('name', run?.displayName, expected.name);
  checks.equal('tags', run?.tags, ['sluice', 'fail']);
  const config = parse<Record<string, { value: unknown }>>(run?.config ?? '');
  checks.equal('verdict', config['sluice.verdict']?.value, 'fail');
  checks.equal('seed', config.seed?.value, '7');
  const uploaded = new Map(
    requests
      .filter(({ method }) => method === 'PUT')
      .map(({ path, body }) => [decodeURIComponent(path.replace('/upload/', '')), body]),
  );
  const summary = parse<Record<string, unknown>>(uploaded.get('wandb-summary.json') ?? '');
  const single = Object.fromEntries([...expected.metrics].map(([name]) => [name, summary[name]]));
  checks.equal(
    `${expected.metrics.size} numbers of the summary`,
    single,
    Object.fromEntries(expected.metrics),
  );
  checks.equal('result.json', uploaded.get('result.json'), '{"verdict":"fail"}');
  const report = [...uploaded].find(([name]) => name.startsWith('media/html/report'))?.[1];
  checks.hold('the report as a page', report?.includes('<title>Fail</title>') ?? false);
  const stream = requests
    .filter(({ path }) => path.endsWith('/file_stream'))
    .map(({ body }) => parse<Stream>(body));
  const ramp = stream
    .flatMap(({ files }) => files?.['wandb-history.jsonl']?.content ?? [])
    .map((line) => parse<Record<string, number>>(line)['ramp/latency.p95_ms'])
    .filter((value) => value !== undefined);
  const points = expected.series.find(({ group }) => group === 'ramp')?.points ?? [];
  checks.equal(
    'curve of the ramp',
    ramp,
    points.map(({ values }) => values['latency.p95_ms']),
  );
  checks.equal('end', stream.at(-1), { ...stream.at(-1), complete: true, exitcode: 0 });
  const everything = requests.map(({ body }) => body).join('\n');
  checks.hold('no secret of others leaves', !everything.includes(bystander));
  checks.equal(
    'lists of packages',
    [...uploaded.keys()].filter((name) => name.startsWith('requirements')),
    [],
  );
}

interface Upsert {
  variables?: { displayName?: string; tags?: string[]; config?: string };
}

interface Stream {
  files?: Record<string, { content: string[] }>;
}

/** An empty object of what is no JSON: other requests have bodies of other forms. */
function parse<T extends object>(text: string): Partial<T> & T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return {} as T;
  }
}

interface StandIn {
  url: string;
  requests: { method: string; path: string; body: string }[];
  close: () => void;
}

async function openStandIn(): Promise<StandIn> {
  const requests: StandIn['requests'] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url: path = '' } = request;
      requests.push({ method, path, body });
      const data = path === '/graphql' ? { data: answerTo(body, url) } : {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(data));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, requests, close };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}

/** What the client of this version wants to know: who it is, which run this is, and where files go. */
function answerTo(body: string, url: string): object {
  const { query = '', variables = {} } = parse<{ query: string; variables: Record<string, unknown> }>(body);
  if (query.includes('upsertBucket')) {
    const { name, project, displayName } = variables;
    const owner = { id: 'RQ==', name: 'me' };
    const bucket = {
      id: 'UQ==',
      name,
      displayName,
      config: '{}',
      project: { id: 'UA==', name: project, entity: owner },
      historyLineCount: 0,
    };
    return { upsertBucket: { bucket, inserted: true } };
  }
  if (query.includes('createRunFiles')) {
    const files = (variables.files as string[]).map((name) => ({
      name,
      uploadUrl: `${url}/upload/${encodeURIComponent(name)}`,
    }));
    return { createRunFiles: { runID: 'UQ==', uploadHeaders: [], files } };
  }
  return {
    viewer: { id: 'VQ==', username: 'me', email: '', flags: '{}', entity: 'me', teams: { edges: [] } },
    serverInfo: { features: [] },
  };
}
