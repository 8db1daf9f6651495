import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { startTool } from '../../../src/load/external/tool-process.ts';
import { chooseEngine } from '../../../src/load/index.ts';
import type { Workload } from '../../../src/model/schedule.ts';
import { twoClasses } from '../support.ts';
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

test('a k6 that fails is told by its own words', async () => {
  const path = join(folder, 'failing');
  const version = 'if [ "$1" = version ]; then echo \'k6 v1.8.1\'; exit 0; fi';
  writeFileSync(path, `#!/bin/sh\n${version}\necho 'the script has no default function' >&2\nexit 104\n`, {
    mode: 0o755,
  });
  const engine = await engineWith(path);
  const loop = { concurrency: 1, itemIndex: Uint32Array.from([0]), maximumMs: 1000 };
  const block = {
    scenario: 'single',
    index: 0,
    leadInMs: 0,
    durationMs: 1000,
    arrivals: { kind: 'closed', loop },
  } as const;
  const running = engine.run(
    block,
    { baseUrl: 'http://127.0.0.1:9' },
    { signal: new AbortController().signal },
  );
  await expect(running).rejects.toMatchObject({
    code: 'engine-script-failed',
    fact: 'k6 ended with exit code 104: the script has no default function',
  });
  await engine.close();
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
