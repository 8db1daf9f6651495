import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chooseEngine } from '../../../src/load/index.ts';
import { locustfile, locustfilesArgument } from '../../../src/load/locust/program.ts';
import type { LocustPlan } from '../../../src/model/engine.ts';
import { toSluiceError, type SluiceError } from '../../../src/model/error.ts';
import type { Workload } from '../../../src/model/schedule.ts';
import { bounds, postText, relaxedTimeouts, twoClasses } from '../support.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-test-locust-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that tells this version, and does this when it is to send load. */
function locustThat(name: string, version: string, does: string): string {
  const path = join(folder, name);
  const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo "locust ${version} from /somewhere"; exit; fi\n${does}\n`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

async function refusalOf(plan: Partial<LocustPlan>, workload: Workload = twoClasses): Promise<SluiceError> {
  const engine: LocustPlan = { kind: 'locust', command: 'locust', workers: 2, ...plan };
  try {
    const opened = await chooseEngine({
      protocol: postText,
      workload,
      salt: 'test',
      load: {
        engine,
        expectedRatePerSecond: 10,
        mixedRatePerSecond: 6,
        arrivals: 'constant',
        timeouts: relaxedTimeouts,
        workers: 1,
        generator: bounds,
      },
    });
    await opened.close();
  } catch (error) {
    return toSluiceError(error);
  }
  throw new Error('nothing was refused');
}

test.each(['sluice_locust.py', 'sluice_requests.py'])('%s is Python', (name) => {
  const program = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
  const { status, stderr } = spawnSync('python3', ['-c', program, locustfile(name)], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('a Locust that is missing or too old is told with its version, before any load', async () => {
  const missing = await refusalOf({ command: join(folder, 'nobody') });
  expect(missing.code).toBe('engine-missing');
  expect(missing.remedy).toContain('pip install locust');
  const old = await refusalOf({ command: locustThat('old', '2.8.3', 'exit 1') });
  expect(old.code).toBe('engine-missing');
  expect(old.fact).toContain('2.8.3');
});

test('a master that ends is told with its last words', async () => {
  const does = 'echo "Traceback (most recent call last):" >&2; echo "ImportError: no gevent" >&2; exit 3';
  const error = await refusalOf({ command: locustThat('broken', '2.47.0', does) });
  expect(error.code).toBe('engine-script-failed');
  expect(error.fact).toBe('The master of Locust ended with exit code 3: ImportError: no gevent');
  expect(error.evidence).toHaveLength(2);
});

test('a master that ends without an error is told as one that the locustfile may have ended', async () => {
  const error = await refusalOf({ command: locustThat('early', '2.47.0', 'exit 0') });
  expect(error.fact).toBe('The master of Locust ended before the block did, without an error.');
  expect(error.remedy).toContain('`runner.quit()`');
});

test('a file below a folder with a comma is named as seen from there, and one with a comma is refused', () => {
  const workspace = join(folder, 'a,b');
  mkdirSync(workspace);
  expect(locustfilesArgument(['/opt/one.py', join(workspace, 'load.py')], workspace)).toBe(
    '--locustfile=/opt/one.py,load.py',
  );
  expect(() => locustfilesArgument([join(workspace, 'c,d.py')], workspace)).toThrow(/the file c,d\.py/);
});

test('what a Locust cannot send is refused before it is started', async () => {
  const sessions: NonNullable<Workload['sessions']> = {
    conversations: [],
    thinkTime: { kind: 'constant', meanMs: 0 } as never,
  };
  expect((await refusalOf({}, { ...twoClasses, sessions })).code).toBe('engine-unsupported');
  const command = locustThat('fine', '2.47.0', 'exit 1');
  const script = { file: 'load.py', digest: '' };
  const master = { host: '127.0.0.1', port: 5557, expectWorkers: 2 };
  expect((await refusalOf({ command, script, master })).code).toBe('engine-unsupported');
});
