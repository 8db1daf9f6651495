import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { processSource } from '../../src/telemetry/process-source.ts';
import { findTree, readProcess } from '../../src/telemetry/process-tree.ts';

/** A process with a child that has a child, and one that left its parent behind; all sleep but the grandchild, which works. */
const parent = `
const { spawn } = require('node:child_process');
const start = (code, options) => spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'inherit', 'inherit'], ...options });
start("const { spawn } = require('node:child_process'); spawn(process.execPath, ['-e', 'console.log(0); for (;;);'], { stdio: ['ignore', 'inherit', 'inherit'] }); setInterval(() => {}, 1000);");
start("require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' }).unref(); process.exit();");
setInterval(() => {}, 1000);
`;

test.runIf(process.platform === 'linux')(
  'a process is sampled with its children, theirs, and those that lost their parents',
  async () => {
    const child = spawn(process.execPath, ['-e', parent], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void process.kill(-child.pid!, 'SIGKILL'));
    await once(child.stdout, 'data');
    await expect
      .poll(() => findTree(child.pid!).filter((pid) => readProcess(pid)!.parent !== child.pid!).length)
      .toBe(3);
    let atMs = 0;
    const source = processSource(child.pid!, () => atMs)!;
    source.begin?.();
    const usedTicks = () => findTree(child.pid!).reduce((sum, pid) => sum + readProcess(pid)!.cpuTicks, 0);
    const before = usedTicks();
    await expect.poll(usedTicks).toBeGreaterThan(before + 10);
    // A second by the clock of this test.
    atMs = 1000;
    const values = source.read();
    expect(values['target.processes']).toBe(4);
    expect(values['target.cpu']).toBeGreaterThan(0.05);
    expect(values['target.memory']).toBeGreaterThan(60e6);
    expect(values['target.threads']).toBeGreaterThan(10);
    expect(values['target.files']).toBeGreaterThan(10);
    // Open files are counted every two seconds.
    atMs = 1300;
    expect(source.read()).not.toHaveProperty(['target.files']);
    atMs = 3500;
    expect(source.read()).toHaveProperty(['target.files']);
  },
);

const stat = (pid: number, parentPid: number, session: number) =>
  `${pid} (a ) (b) S ${parentPid} ${session} ${session} 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 7 0 500 1 1`;

test('a process is read whatever its name, and one that is gone is none', () => {
  const read = (path: string) => ({ '/proc/5/stat': stat(5, 1, 5), '/proc/6/stat': '6 (half' })[path];
  expect(readProcess(5, read)).toEqual({ pid: 5, parent: 1, session: 5, cpuTicks: 100, threads: 7 });
  expect(readProcess(6, read)).toBeUndefined();
  expect(readProcess(7, read)).toBeUndefined();
});

test('a tree is its session and all that descends from it', () => {
  const files: Record<string, string> = {
    '/proc/5/stat': stat(5, 1, 5),
    '/proc/6/stat': stat(6, 5, 5),
    // Left the session.
    '/proc/7/stat': stat(7, 6, 7),
    '/proc/8/stat': stat(8, 7, 7),
    // Its parent is gone.
    '/proc/9/stat': stat(9, 1, 5),
    '/proc/10/stat': stat(10, 1, 10),
  };
  expect(findTree(5, (path) => files[path], [10, 9, 8, 7, 6, 5]).sort()).toEqual([5, 6, 7, 8, 9]);
});
