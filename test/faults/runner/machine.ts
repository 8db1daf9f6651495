/** The machine that the gate runs on lacks something, is full, or stands still. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultBench } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { assertError, assertSound, assertVerdict, describe } from '../observed.ts';
import { readRun } from '../runs.ts';
import { containerSettings, pairedSettings, sloSettings } from '../settings.ts';

const side = 'runner';

/** Runs what follows with a file system of its own at the folder, which goes with its last process. No rights are needed. */
function mounted(folder: string, how: string): string[] {
  const script = `${how} && cd "$PWD" && exec "$@"`;
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, folder];
}

const small = (folder: string, size: string): string[] =>
  mounted(folder, `mount -t tmpfs -o size=${size} none "$0"`);

/** Not even for a name. */
const noRoom = 'mount -t tmpfs -o nr_inodes=1 none "$0"';

const readOnly = (folder: string): string[] =>
  mounted(folder, 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"');

/** Stops the processes, and lets them go on after 5 s. */
async function suspend(bench: FaultBench, whole: boolean): Promise<void> {
  await sleep(1000);
  const all = bench.processes();
  const pids = all.filter(({ command }) => whole || command.includes('dist/main')).map(({ pid }) => pid);
  assert.ok(pids.length >= (whole ? 2 : 1), `only ${pids.length} processes were there to be stopped`);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await sleep(5000);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
}

function suspended(name: string, whole: boolean): Fault {
  return {
    name,
    side,
    injected: `SIGSTOP to ${whole ? 'the gate and its model server' : 'the gate alone'} for 5 s under load`,
    expected:
      'the block in which it stood still is invalid by the runner, and the verdict survives: pass; all reports',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const stop = bench.whenLogged(/^mixed/m, () => suspend(bench, whole));
      const observed = await bench.main({ onLog: stop.onLog });
      await stop.done();
      assertVerdict(observed, 'pass');
      const invalid = readRun(bench.output).blocks.filter(({ validity }) => !validity.valid);
      assert.deepEqual(
        invalid.map(({ validity }) => validity.cause),
        ['runner'],
      );
      assert.match(invalid[0]!.validity.reason!, /stood still for [45]\.\d s/);
      return `${describe(observed)}; 1 block invalid: ${invalid[0]!.validity.reason}`;
    },
  };
}

/** A folder for PATH that holds these programs and nothing else. */
function pathOf(bench: FaultBench, programs: Record<string, string>): string {
  const folder = bench.makeFolder('bin');
  for (const [name, target] of Object.entries(programs)) symlinkSync(target, join(folder, name));
  return folder;
}

const node = { node: process.execPath };

async function withoutDocker(bench: FaultBench, env: Record<string, string>, fact: RegExp): Promise<string> {
  const scene = await bench.setScene(containerSettings('model:1'));
  const observed = await bench.main({ env });
  assertError(observed, 'docker-unavailable');
  assert.match(observed.log, fact);
  assert.equal(scene.comments.length, 1);
  return describe(observed);
}

export const faults: Fault[] = [
  suspended('everything stands still for 5 s', true),
  suspended('the gate stands still for 5 s', false),
  {
    name: 'the disk is full from the start',
    side,
    injected: 'an output folder of 16 kB',
    expected: 'exit 2, `output-unwritable` naming file and reason, before anything is started',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      mkdirSync(bench.output, { recursive: true });
      const observed = await bench.cli(['run'], { through: small(bench.output, '16k') });
      assertError(observed, 'output-unwritable');
      assert.doesNotMatch(observed.log, /starting/);
      return describe(observed);
    },
  },
  {
    name: 'the disk fills up while it measures',
    side,
    injected: 'an output folder of 1 MB, and a server that logs more than that',
    expected: 'exit 2, `output-unwritable`, after the log was given up with a note: never green',
    run: async (bench) => {
      await bench.setScene(sloSettings({ FAULT: 'log', EVERY: 30 }));
      mkdirSync(bench.output, { recursive: true });
      const observed = await bench.cli(['run'], { through: small(bench.output, '1m') });
      assertError(observed, 'output-unwritable');
      assert.match(observed.log, /The log .* cannot be written: ENOSPC/);
      return describe(observed);
    },
  },
  {
    name: 'the temporary folder is full',
    side,
    injected: 'no room for the record of what is started',
    expected: 'exit 2, `output-unwritable`: nothing is started that nobody could take away; nothing is left',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const observed = await bench.cli(['run'], { through: mounted(bench.temporary, noRoom) });
      assertError(observed, 'output-unwritable');
      assert.match(observed.log, /record of what was started, .* ENOSPC/);
      return describe(observed);
    },
  },
  {
    name: 'a read-only workspace',
    side,
    injected: 'the workspace cannot be written',
    expected: 'exit 2, `output-unwritable` with the setting that names another folder; nothing is left',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const observed = await bench.cli(['run'], { through: readOnly(bench.workspace) });
      assertError(observed, 'output-unwritable');
      assert.match(observed.log, /EROFS[^]*--out/);
      return describe(observed);
    },
  },
  {
    name: 'an output folder that is a file',
    side,
    injected: 'a file stands where the output folder should be',
    expected: 'exit 2, `output-unwritable`, and the file is left as it was',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      mkdirSync(dirname(bench.output), { recursive: true });
      writeFileSync(bench.output, 'mine');
      const observed = await bench.main();
      assert.deepEqual([observed.error, observed.exitCode], ['output-unwritable', 2]);
      return describe(observed);
    },
  },
  {
    name: 'no HOME',
    side,
    injected: 'HOME is not set',
    expected: 'pass; all reports',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const observed = await bench.main({ env: { HOME: undefined } });
      assertVerdict(observed, 'pass');
      return describe(observed);
    },
  },
  {
    name: 'one core',
    side,
    injected: 'gate and model on one core (`taskset`)',
    expected: 'pass or inconclusive, equal arms do not fail; all reports',
    run: async (bench) => {
      await bench.setScene(pairedSettings());
      const observed = await bench.cli(['run'], { through: ['taskset', '--cpu-list', '0'] });
      assertSound(observed);
      return describe(observed);
    },
  },
  {
    name: 'no docker on PATH',
    side,
    injected: 'a target in a container, and no program `docker`',
    expected: 'invalid, `docker-unavailable` with what needs none; comment.md, error.json',
    run: (bench) => withoutDocker(bench, { PATH: pathOf(bench, node) }, /no program `docker` on PATH/),
  },
  {
    name: 'no Docker engine',
    side,
    injected: 'DOCKER_HOST names a socket that is not there',
    expected: "invalid, `docker-unavailable` with Docker's own words; comment.md, error.json",
    run: (bench) =>
      withoutDocker(
        bench,
        { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
        /The Docker engine does not answer/,
      ),
  },
  {
    name: 'no git',
    side,
    injected: 'no program `git` on PATH',
    expected: 'pass; the commit is unknown',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const observed = await bench.main({ env: { PATH: pathOf(bench, node) } });
      assertVerdict(observed, 'pass');
      return describe(observed);
    },
  },
  {
    name: 'the reader of the log goes away',
    side,
    injected: 'standard output and error of `sluice run` are closed under load',
    expected: 'the gate comes to its end all the same; all reports, nothing is left',
    run: async (bench) => {
      await bench.setScene(sloSettings());
      const observed = await bench.cli(['run'], { closeLogAt: /^mixed/m });
      assert.ok(observed.files.includes('result.json') || observed.exitCode !== 0, 'green without a result');
      return describe(observed);
    },
  },
];
