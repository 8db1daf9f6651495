import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { afterAll, expect, test } from 'vitest';
import { readDistributedTest, writeDistributedTest } from '../../../src/load/index.ts';
import type { DistributedTest } from '../../../src/load/k6/distributed.ts';
import { PreparedTest } from '../../../src/load/k6/prepared-test.ts';
import { saltMarker } from '../../../src/load/protocols/salt.ts';
import type { ProtocolPlan } from '../../../src/model/protocol.ts';
import type { BlockPlan } from '../../../src/model/schedule.ts';
import { postText, twoClasses } from '../support.ts';
import { everyMs, loopback, optionsFor, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Data {
  items: {
    class: string;
    path: string;
    headers: Record<string, string | null>;
    body?: string;
    base64?: string;
  }[];
  places: number[][];
  settings: { url: string; closed?: object }[];
}

async function written(name: string, block: BlockPlan, protocol?: ProtocolPlan) {
  const prepared = await PreparedTest.of(optionsFor(protocol ? { protocol } : {}));
  const path = join(folder, name);
  prepared.write(path, block, prepared.take(block), loopback, () => false);
  const read = (file: string) => JSON.parse(readFileSync(join(path, file), 'utf8')) as unknown;
  return {
    path,
    data: read('data.json') as Data,
    options: read('options.json') as { scenarios: Record<string, { executor: string; iterations?: number }> },
  };
}

test('the script is a module that can be read', async () => {
  const { path } = await written('script', everyMs(100, 4, 4));
  cpSync(join(path, 'script.js'), join(path, 'script.mjs'));
  execFileSync(process.execPath, ['--check', join(path, 'script.mjs')]);
});

test('requests are those of the schedule: classes, paths below that of the url, bodies', async () => {
  const { data, options } = await written('open', everyMs(100, 10, 4));
  expect(options.scenarios['mixed']?.executor).toBe('ramping-arrival-rate');
  expect(data.places.flat().map((place) => data.items[place]?.class)).toEqual(
    Array.from({ length: 10 }, (_, i) => (i % 4 === 3 ? 'long' : 'short')),
  );
  expect(data.items[0]).toMatchObject({ path: '/api/predict', body: '{"text":"one"}' });
  expect(data.settings[0]?.url).toBe('http://127.0.0.1:8080');
});

test('only the owner may read them', async () => {
  const { path } = await written('private', everyMs(100, 4, 4));
  expect(statSync(join(path, 'data.json')).mode & 0o777).toBe(0o600);
});

test('a salt stands in them, and its marker does not', async () => {
  const body = { text: '{{salt}} {{text}}' };
  const { data } = await written('salted', everyMs(100, 4, 4), { ...postText, body });
  expect(data.items[0]?.body).toMatch(/^{"text":"\d{16} one"}$/);
  expect(JSON.stringify(data)).not.toContain(saltMarker);
});

test('a body that is no text is written as base64', async () => {
  const bytes = {
    kind: 'binary',
    method: 'POST',
    path: '/',
    headers: {},
    column: 'text',
    check: {},
  } as const;
  const text = Buffer.from([0xff, 0xd8, 0x00]).toString('latin1');
  const workload = { ...twoClasses, items: [{ classIndex: 0, row: { text } }] };
  const prepared = await PreparedTest.of(optionsFor({ protocol: bytes, workload }));
  const block = everyMs(100, 1, 1);
  prepared.write(join(folder, 'bytes'), block, prepared.take(block), loopback, () => false);
  // As UTF-8 it is a text after all.
  const data = JSON.parse(readFileSync(join(folder, 'bytes', 'data.json'), 'utf8')) as Data;
  expect(data.items[0]?.body).toBe(text);
});

test('a closed loop shares its requests among its users', async () => {
  const { data, options } = await written('closed', {
    ...everyMs(100, 1, 1),
    arrivals: {
      kind: 'closed',
      loop: {
        concurrency: 3,
        itemIndex: Uint32Array.from([0, 1, 2, 3, 0]),
        maximumMs: 2000,
        mostRatePerSecond: 50,
      },
    },
  });
  expect(options.scenarios['mixed']).toMatchObject({
    executor: 'shared-iterations',
    vus: 3,
    iterations: 5,
    maxDuration: '2000ms',
  });
  expect(data.settings[0]?.closed).toMatchObject({ concurrency: 3, maximumMs: 2000, mostRatePerSecond: 50 });
});

const keyed: ProtocolPlan = { ...postText, headers: { 'x-api-key': 'not for files' } };

const id = 'this test';

async function distributed(name: string, segments: number, own: Partial<DistributedTest> = {}) {
  const path = join(folder, name);
  const block = everyMs(100, 6, 4);
  const options = optionsFor({ protocol: keyed });
  const isSecret = (header: string) => header === 'x-api-key';
  const files = await writeDistributedTest(path, block, options, {
    id,
    name: 'tried',
    url: 'https://model.example/v1/',
    segments,
    isSecret,
    ...own,
  });
  return { path, block, options, files };
}

test('a test for other machines has a command for each segment, and its keys come from the environment', async () => {
  const { path, files } = await distributed('commands', 3);
  for (const file of files) expect(existsSync(join(path, file))).toBe(true);
  const text = files.map((file) => readFileSync(join(path, file), 'utf8')).join('\n');
  expect(text).not.toContain('not for files');
  const data = JSON.parse(readFileSync(join(path, 'data.json'), 'utf8')) as Data;
  expect(data.items[0]).toMatchObject({ path: '/v1/predict', headers: { 'x-api-key': null } });
  const lines = readFileSync(join(path, 'commands.txt'), 'utf8').trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toContain('--console-output=segment-3.ndjson --execution-segment=2/3:1');
});

test('the TestRun names a ConfigMap with the files, a runner for each segment, and the Secret', async () => {
  const { path } = await distributed('manifest', 3);
  const documents = parseAllDocuments(readFileSync(join(path, 'testrun.yaml'), 'utf8')).map(
    (document) =>
      document.toJS() as { kind: string; data?: Record<string, string>; spec?: Record<string, unknown> },
  );
  expect(documents.map(({ kind }) => kind)).toEqual(['ConfigMap', 'TestRun']);
  const [configMap, testRun] = documents;
  expect(configMap?.data?.['options.json']).toBe(readFileSync(join(path, 'options.json'), 'utf8'));
  expect(testRun?.spec).toMatchObject({
    parallelism: 3,
    script: { configMap: { name: 'tried', file: 'script.js' } },
    runner: { envFrom: [{ secretRef: { name: 'tried-headers' } }] },
  });
  expect(readFileSync(join(path, 'testrun.yaml'), 'utf8')).toContain('SLUICE_HEADER_X_API_KEY');
});

test('where HTTP/1.1 was asked over TLS, k6 is told so: it would take HTTP/2', async () => {
  const [asked, plain] = [
    await distributed('http-1', 2, { http: '1.1' }),
    await distributed('http-auto', 2, { http: 'auto' }),
  ];
  const textOf = (path: string, file: string) => readFileSync(join(path, file), 'utf8');
  const commands = textOf(asked.path, 'commands.txt').trim().split('\n');
  expect(commands.every((command) => command.startsWith('GODEBUG=http2client=0 k6 run '))).toBe(true);
  expect(textOf(asked.path, 'testrun.yaml')).toContain('value: http2client=0');
  for (const file of ['commands.txt', 'testrun.yaml'])
    expect(textOf(plain.path, file)).not.toContain('http2client');
});

test('more segments than VUs are refused before anything is written: some would send nothing', async () => {
  const refused = distributed('idle', 7);
  await expect(refused).rejects.toMatchObject({
    code: 'input-invalid',
    fact: 'The load has 6 VUs, and 7 segments were asked to share them.',
  });
  expect(existsSync(join(folder, 'idle'))).toBe(false);
  await expect(distributed('busy', 6)).resolves.toBeDefined();
});

const line = (row: number, beganAtMs = 1_700_000_000_000, testId = id): string => {
  const clock = [100 * row + 45, 100 * row + 56, 20_000];
  const answer = [200, 0, '', 'HTTP/1.1'];
  return JSON.stringify([testId, row, row, clock, beganAtMs, [0.1, 0, 9, 10], answer, {}, '']) + '\n';
};

test('results of all segments are read together; a segment that is missing, late or cut is named', async () => {
  const { path, block, options } = await distributed('results', 2);
  const file = (name: string, text: string) => {
    writeFileSync(join(path, name), text);
    return join(path, name);
  };
  const first = file('1.ndjson', line(0) + line(2) + line(4));
  const second = file('2.ndjson', line(1) + line(3) + line(5) + '["this test","end"]\n');
  const whole = await readDistributedTest([first, second], block, options, { id, segments: 2 });
  expect(whole).toMatchObject({ faults: [], warnings: [] });
  expect(whole.measured.health).toMatchObject({ achievedRate: 1, droppedRequests: 0 });

  const one = await readDistributedTest([first], block, options, { id, segments: 2 });
  expect(one.faults).toEqual(['1 of 2 segments told nothing']);
  expect(one.warnings).toEqual(['3 of 6 requests are in none of the files']);
  expect(one.measured.health).toMatchObject({ achievedRate: 0.5, droppedRequests: 3 });

  const late = file(
    'late.ndjson',
    line(1, 1_700_000_003_000) + line(3, 1_700_000_003_000) + line(5, 1_700_000_003_000),
  );
  const apart = await readDistributedTest([first, late], block, options, { id, segments: 2 });
  expect(apart.faults).toEqual(['the segments began 3.0 s apart, by the clocks of their machines']);

  const cut = file('cut.ndjson', line(1) + line(3).slice(0, 20));
  const { warnings } = await readDistributedTest([first, cut], block, options, { id, segments: 2 });
  expect(warnings).toEqual([`${cut}: the last line is cut`, '2 of 6 requests are in none of the files']);

  const twice = readDistributedTest([first, first], block, options, { id, segments: 2 });
  await expect(twice).rejects.toMatchObject({ code: 'import-malformed' });
  const nothing = readDistributedTest([file('none.ndjson', 'hello\n')], block, options, { id, segments: 2 });
  await expect(nothing).rejects.toThrow('The files hold no request of this test.');
});

test('results of another test are refused by the name of their file', async () => {
  const { path, block, options } = await distributed('foreign', 2);
  const [own, others] = ['own.ndjson', 'others.ndjson'].map((name) => join(path, name)) as [string, string];
  writeFileSync(own, line(0) + line(2) + line(4));
  // k6 appends to the file of an earlier test.
  writeFileSync(others, line(1, 1_600_000_000_000, 'earlier test') + line(1) + line(3) + line(5));
  const read = readDistributedTest([own, others], block, options, { id, segments: 2 });
  await expect(read).rejects.toMatchObject({
    code: 'import-refused',
    location: others,
    fact: 'The file holds 1 results of another test than the one in the folder.',
  });
});
