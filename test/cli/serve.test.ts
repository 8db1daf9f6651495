import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { loadGate } from '../../src/config/index.ts';
import { startPageServer } from '../../src/gate/serve/server.ts';
import { RunShelf } from '../../src/gate/serve/shelf.ts';
import { reportOfRuns } from '../../src/gate/stored-report.ts';
import { encodeError, encodeRun } from '../../src/interop/index.ts';
import { SluiceError } from '../../src/model/error.ts';
import { renderResultJson } from '../../src/report/index.ts';
import { Workspace } from '../support/command-line.ts';
import { makeRun, slowAll } from '../verdict/runs.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const pair = { jitter: 0.1, requests: 60 };
const [base, candidate] = [makeRun('base', pair), makeRun('candidate', { ...pair, slower: slowAll(1.5) })];
const otherPlan = (measuredAt: string) => {
  const run = makeRun('base', { requests: 20 });
  return { ...run, suite: 'chat', provenance: { ...run.provenance, measuredAt, planHash: 'plan-2' } };
};
const oddName = '<img src=x onerror=alert(1)> "a" ::error::b';

let folder: string;
let workspace: Workspace;
let server: ReturnType<Workspace['start']>;
let url: URL;

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-serve-')));
  workspace = new Workspace(root, program, {});
  folder = workspace.path('runs');
  put('paired/run-base.json', encodeRun(base));
  put('paired/run-candidate.json', encodeRun(candidate));
  const files = {
    base: [join(folder, 'paired/run-base.json')],
    candidate: join(folder, 'paired/run-candidate.json'),
  };
  const judged = reportOfRuns(files, loadGate({ workspace: folder })).verdict;
  put('paired/result.json', renderResultJson({ verdict: { ...judged, sentence: 'So it was judged then.' } }));
  put(`${oddName}/run.json`, encodeRun(otherPlan('2026-02-01T00:00:00Z')));
  put('cut/run.json', encodeRun(candidate).slice(0, 5000));
  put('empty/run-candidate.json', '');
  put(
    'ended/error.json',
    encodeError(
      'tickets',
      new SluiceError('nothing-measured', { fact: 'No request came through.', remedy: '' }),
    ),
  );
  put('foreign/package.json', '{"name": "other"}');
  put('.hidden/run.json', encodeRun(candidate));
  symlinkSync('/etc/passwd', join(folder, 'run-linked.json'));
  server = workspace.start(['serve', 'runs']);
  const [told] = (await once(server.child.stdout!, 'data')) as [string];
  url = new URL(/http:\S+/.exec(told)?.[0] ?? '');
});
afterAll(() => rmSync(dirname(workspace.folder), { recursive: true, force: true }));

interface Answered {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** As no browser would ask: with any path and host. */
function ask(path: string, { host = url.host, method = 'GET' } = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: url.hostname, port: url.port, path, method, headers: { host } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      },
    );
    asked.on('error', reject).end();
  });
}

/** By path, from the list as it is now. */
async function idOf(path: string): Promise<string> {
  const { text } = await ask('/');
  const row = text.split('<tr>').find((part) => part.includes(`>${path}<`));
  return /value="(\w+)"/.exec(row ?? '')?.[1] ?? 'none';
}

const compare = async (a: string, b: string) =>
  ask(`/compare?base=${await idOf(a)}&candidate=${await idOf(b)}`);

describe('the list', () => {
  test('has every run with its verdict and numbers, the newest first', async () => {
    const { status, text } = await ask('/');
    expect(status).toBe(200);
    const rows = text.split('<tr>').filter((row) => row.includes('type="radio"'));
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('2026-02-01 00:00');
    expect(rows.find((row) => row.includes('made-up</bdi>, candidate'))).toContain('So it was judged then.');
    for (const row of rows) expect(row).toMatch(/\d ms<.*req\/s</s);
  });

  test('names each file that shows no run, and why', async () => {
    const [, faults = ''] = (await ask('/')).text.split('Files that show no run</h2>');
    expect(faults).toMatch(/cut\/run\.json<.*it is not JSON/);
    expect(faults).toMatch(/empty\/run-candidate\.json<.*it is not JSON/);
    expect(faults).toMatch(
      /ended\/error\.json<.*gate of tickets ended in an error: No request came through\./,
    );
    expect(faults).toMatch(/run-linked\.json<.*symbolic link/);
    expect(faults).not.toMatch(/package\.json|hidden/);
  });

  test('has new files when it is loaded again, and no longer those that are gone', async () => {
    put('later/run.json', encodeRun(otherPlan('2026-03-01T00:00:00Z')));
    expect(await idOf('later/run.json')).toMatch(/^\w{16}$/);
    rmSync(join(folder, 'later'), { recursive: true });
    expect(await idOf('later/run.json')).toBe('none');
  });
});

describe('a report', () => {
  test('of a gate has the verdict that the gate came to', async () => {
    const { status, text } = await ask(`/run/${await idOf('paired/run-candidate.json')}`);
    expect(status).toBe(200);
    expect(text).toContain('So it was judged then.');
    expect(text).toContain('<a href="/">All runs</a>');
  });

  test('of a run without a verdict shows what was measured', async () => {
    const { status, text } = await ask(`/run/${await idOf('paired/run-base.json')}`);
    expect(status).toBe(200);
    expect(text).toMatch(/Inconclusive<\/p>/);
  });

  test('of a file that was damaged since tells the fault', async () => {
    put('damaged/run.json', encodeRun(otherPlan('2026-03-01T00:00:00Z')));
    const id = await idOf('damaged/run.json');
    // Whole at its ends, so that the list sees no fault.
    put(
      'damaged/run.json',
      encodeRun(otherPlan('2026-03-01T00:00:00Z')).replace(/"attempted":\d+/, '"attempted":"x"'),
    );
    const { status, text } = await ask(`/run/${id}`);
    rmSync(join(folder, 'damaged'), { recursive: true });
    expect(status).toBe(422);
    expect(text).toMatch(/run-unreadable.*attempted/s);
  });
});

describe('a comparison', () => {
  test('is judged and drawn as by `sluice compare`', async () => {
    const { status, text } = await compare('paired/run-base.json', 'paired/run-candidate.json');
    expect(status).toBe(200);
    const files = {
      base: [join(folder, 'paired/run-base.json')],
      candidate: join(folder, 'paired/run-candidate.json'),
    };
    const { verdict } = reportOfRuns(files, loadGate({ workspace: folder }));
    expect(verdict.verdict).toBe('fail');
    expect(text.replaceAll('\u00A0', ' ')).toContain(`<p class="sentence">${verdict.sentence}</p>`);
  });

  test('of runs that do not fit each other says why', async () => {
    const { status, text } = await compare(
      'paired/run-base.json',
      `${oddName.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}/run.json`,
    );
    expect(status).toBe(200);
    expect(text).toMatch(/has another plan and cannot be compared: plan-1 recorded, plan-2 now/);
  });

  test.each([
    ['one run twice', 'paired/run-base.json', 'paired/run-base.json', 422, 'cannot be compared with itself'],
    ['a run that is not there', 'paired/run-base.json', 'gone.json', 422, 'no such run'],
  ])('of %s is refused', async (_, a, b, expected, why) => {
    const { status, text } = await compare(a, b);
    expect(status).toBe(expected);
    expect(text).toContain(why);
  });

  test('of fewer than two is refused', async () => {
    expect((await ask('/compare')).text).toContain('A comparison takes two runs.');
  });
});

describe('strangers', () => {
  test.each(['evil.example', `evil.example:1`, 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1'])(
    'that reach it as %j get nothing',
    async (host) => {
      const { status, text } = await ask('/', { host });
      expect(status).toBe(403);
      expect(text).not.toContain('made-up');
    },
  );

  test.each(['localhost', 'localhost:9000', '127.0.0.1', '[::1]:9000', 'LOCALHOST'])(
    '%s is this machine, whatever port is forwarded',
    async (host) => expect((await ask('/', { host })).status).toBe(200),
  );

  test.each([
    '/etc/passwd',
    '/../../etc/passwd',
    '/run/../../../etc/passwd',
    '/run/..%2f..%2fetc%2fpasswd',
    '/run/%00',
    '/paired/run-base.json',
    '/run/0000000000000000',
    '//evil.example/run/x',
    '/compare?base=../x&candidate=/etc/passwd',
  ])('%s is no page', async (path) => {
    const { status, text } = await ask(path);
    expect([404, 422]).toContain(status);
    expect(text).not.toMatch(/root:|sluice\.run/);
  });

  test('may neither write nor frame it, and a page loads and runs nothing but what it names itself', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    for (const path of ['/', `/run/${await idOf('paired/run-candidate.json')}`, '/gone']) {
      const { headers, text } = await ask(path);
      const [, named = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
      expect(headers['content-security-policy']).toBe(`${named}; frame-ancestors 'none'`);
      expect(named).toMatch(/^default-src 'none'; /);
      expect(named).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect((await ask('/', { method: 'HEAD' })).text).toBe('');
  });

  test('a name of a folder stays a name', async () => {
    expect((await ask('/')).text).not.toContain('<img');
  });
});

test('a port that is taken is an error', async () => {
  const starting = startPageServer(Number(url.port), () => Promise.reject(new Error('never asked')));
  await expect(starting).rejects.toMatchObject({ code: 'port-in-use' });
});

test('a folder that is none is an error', async () => {
  const { exitCode, stderr } = await workspace.run(['serve', 'nowhere']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^error input-invalid: .*nowhere is no folder/);
});

test('Ctrl-C ends it well', async () => {
  server.child.kill('SIGINT');
  expect(await server.ended).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('the shelf', () => {
  const text = encodeRun(makeRun('candidate', { blocks: 2, requests: 10 }));
  const shelfOf = (count: number) => {
    const path = mkdtempSync(join(tmpdir(), 'sluice-shelf-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    for (let index = 0; index < count; index++) writeFileSync(join(path, `run-${index}.json`), text);
    return { path, shelf: new RunShelf(path) };
  };

  test('lists a thousand runs, most of them from their heads alone', () => {
    const { runs, faults } = shelfOf(1000).shelf.list();
    expect(runs).toHaveLength(1000);
    expect(faults).toEqual([]);
    expect(runs[0]?.numbers).toMatchObject({ 'latency.p50': expect.any(Number) });
  });

  test('reads a file again only when it has changed', () => {
    const { path, shelf } = shelfOf(1);
    const suite = () => shelf.list().runs[0]?.suite;
    const change = (to: string, modifiedAtSeconds: number) => {
      writeFileSync(join(path, 'run-0.json'), text.replace('"made-up"', `"${to}"`));
      utimesSync(join(path, 'run-0.json'), 1, modifiedAtSeconds);
    };
    change('before1', 1000);
    expect(suite()).toBe('before1');
    change('before2', 1000);
    expect(suite()).toBe('before1');
    change('changed', 1001);
    expect(suite()).toBe('changed');
  });
});
