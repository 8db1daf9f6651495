import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { startTool } from '../../../src/load/external/tool-process.ts';
import { coresFor, CpuMeter, cpuHealth } from '../../../src/load/k6/cpu-meter.ts';
import { httpVersionEnvironment } from '../../../src/load/k6/program.ts';
import { judgeGenerator } from '../../../src/load/validity.ts';
import { chooseEngine } from '../../../src/load/index.ts';
import type { Workload } from '../../../src/model/schedule.ts';
import { bounds, closedBlock, twoClasses } from '../support.ts';
import { optionsFor, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function engineWith(command: string, workload?: Workload) {
  const options = optionsFor(workload ? { workload } : {});
  return chooseEngine({
    ...options,
    load: { ...options.load, engine: { kind: 'k6', command, segments: 1 } },
  });
}

function programThatSays(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${text}'\n`, { mode: 0o755 });
  return path;
}

test('a k6 that is missing, too old or none at all is told with how to install it', async () => {
  const missing = {
    code: 'engine-missing',
    remedy: expect.stringContaining('go install go.k6.io/k6') as string,
  };
  await expect(engineWith(join(folder, 'nowhere'))).rejects.toMatchObject(missing);
  await expect(engineWith(programThatSays('old', 'k6 v0.57.0 (go1.23)'))).rejects.toMatchObject({
    ...missing,
    fact: 'k6 0.57.0 is too old: Sluice needs 1.1.0 or newer.',
  });
  await expect(engineWith(programThatSays('other', 'hello'))).rejects.toMatchObject({
    ...missing,
    fact: expect.stringContaining('does not tell a version') as string,
  });
});

test('versions as both k6 and its packages write them are read', async () => {
  for (const text of ['k6 v1.8.1 (go1.26.8, linux/amd64)', 'k6-1.1.0 v1.1.0 (commit/0e3fb953be, go1.24.4)']) {
    const engine = await engineWith(programThatSays('good', text));
    expect(engine.origin).toEqual({ kind: 'k6', version: text.includes('1.8.1') ? '1.8.1' : '1.1.0' });
    await engine.close();
  }
});

test('what k6 cannot send is refused before it is looked for', async () => {
  const sessions = { conversations: [], thinkTime: { kind: 'none' } } as unknown as NonNullable<
    Workload['sessions']
  >;
  await expect(engineWith('no such program', { ...twoClasses, sessions })).rejects.toMatchObject({
    code: 'engine-unsupported',
  });
});

/** A closed loop by a program that tells the version of k6, and does this when it is run. */
async function runWith(name: string, commands: string) {
  const path = join(folder, name);
  const version = 'if [ "$1" = version ]; then echo \'k6 v1.8.1\'; exit 0; fi';
  writeFileSync(path, `#!/bin/sh\n${version}\n${commands}\n`, { mode: 0o755 });
  const engine = await engineWith(path);
  const { signal } = new AbortController();
  return engine
    .run(closedBlock(1, 5, 1000), { baseUrl: 'http://127.0.0.1:9' }, { signal })
    .finally(() => engine.close());
}

test('a k6 that fails is told by its own words', async () => {
  const running = runWith('failing', "echo 'the script has no default function' >&2\nexit 104");
  await expect(running).rejects.toMatchObject({
    code: 'engine-script-failed',
    fact: 'k6 ended with exit code 104: the script has no default function',
  });
});

test('a k6 that ends before it waits for the others is not taken to be ready', async () => {
  await expect(runWith('early', "echo 'nothing to do'\nexit 0")).rejects.toMatchObject({
    code: 'engine-script-failed',
    fact: 'k6 ended before it was ready to send, without an error.',
    evidence: ['nothing to do'],
  });
});

/** Waits at the barrier as the script does, and then writes this to the file of its results. */
const afterBarrier = (printf: string) =>
  [
    `node -e 'fetch(process.env.SLUICE_BARRIER).then((answer) => answer.text())'`,
    `for option in "$@"; do case "$option" in --console-output=*) printf '${printf}' > "\${option#*=}";; esac; done`,
  ].join('\n');

test.each([
  ['whose file is cut', '["test', '1 lines of the results of k6 are cut or unreadable.'],
  ['whose file has no end', '', '1 processes of k6 did not write their results to the end.'],
])('a k6 %s is an error: in a closed loop nobody would miss the requests', async (what, printf, fact) => {
  const running = runWith(what.replaceAll(' ', '-'), afterBarrier(printf));
  await expect(running).rejects.toMatchObject({ code: 'engine-script-failed', fact });
});

test('only CPU that is used while the load is on counts', () => {
  let used = 5;
  const meter = new CpuMeter(() => used, 1000);
  expect(meter.coresUsed).toBe(0);
  meter.begin(100);
  used = 5.9;
  meter.read(600);
  used = 6.8;
  meter.read(1100);
  expect(meter.coresUsed).toBeCloseTo(1.8, 9);
  // It waits for the last answers.
  meter.read(5000);
  expect(meter.coresUsed).toBeCloseTo(1.8, 9);
});

test('k6 may use all cores, or so many as GOMAXPROCS leaves to each of its processes', () => {
  expect(coresFor(1, Infinity, 4)).toBe(4);
  expect(coresFor(3, 1, 4)).toBe(3);
  expect(coresFor(3, 2, 4)).toBe(4);
});

test('a k6 that is out of CPU makes a block of a closed loop invalid', () => {
  const health = {
    sendLagMs: { p50: 0, p99: 0, max: 0 },
    achievedRate: 1,
    eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
  };
  const judged = (share: number) =>
    judgeGenerator(closedBlock(2, 10, 1000), { ...health, ...cpuHealth(share * coresFor(1), 1) }, bounds);
  expect(judged(0.95).valid).toBe(false);
  expect(judged(0.85)).toEqual({ valid: true });
});

test('k6 is told to speak HTTP/1.1 over TLS where that was asked', () => {
  expect(httpVersionEnvironment({ secure: true, http: '1.1' }, undefined)).toEqual({
    GODEBUG: 'http2client=0',
  });
  expect(httpVersionEnvironment({ secure: true, http: '1.1' }, 'gctrace=1')).toEqual({
    GODEBUG: 'gctrace=1,http2client=0',
  });
  expect(httpVersionEnvironment({ secure: true, http: '2' }, undefined)).toEqual({});
  expect(httpVersionEnvironment({ secure: false, http: '1.1' }, undefined)).toEqual({});
});

test('a tool is ended with all that it started', async () => {
  const tool = await startTool('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    directory: folder,
    environment: process.env,
  });
  await sleep(100);
  tool.kill();
  const { exitCode, lines } = await tool.ended;
  expect(exitCode).toBeNull();
  // Where nobody takes it away, what has ended stays as a zombie.
  const status = `/proc/${lines[0]}/stat`;
  expect(existsSync(status) ? readFileSync(status, 'utf8') : '').not.toMatch(/ [RSD] /);
});
