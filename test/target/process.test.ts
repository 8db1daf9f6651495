import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cleanUp, startTarget } from '../../src/target/index.ts';
import { readProcessStat } from '../../src/target/proc.ts';
import {
  ask,
  failureOf,
  fixtureDirectory,
  isAlive,
  processPlan,
  startAndKill,
  testContext,
  waitUntil,
} from './fixture/context.ts';

afterEach(() => vi.unstubAllEnvs());

function recordedPid(stateFile: string): number | undefined {
  if (!existsSync(stateFile)) return undefined;
  return JSON.parse(readFileSync(stateFile, 'utf8')).sessions[0].processes[0]?.pid;
}

describe('a process target', () => {
  test('is ready, answers, is stopped and gone, and leaves no record', async () => {
    const context = await testContext();
    const target = await startTarget(processPlan('ready'), context);
    const { pid, cwd } = await ask(target);
    expect(isAlive(pid)).toBe(true);
    expect(`${cwd}/`).toBe(fixtureDirectory);
    expect(recordedPid(context.stateFile)).toBe(pid);
    expect(target.readyMs).toBeGreaterThan(0);
    expect(target.identity).toEqual({ kind: 'process', name: `${process.execPath} server.mjs` });
    expect(await target.state()).toEqual({ kind: 'running' });

    await Promise.all([target.stop(), target.stop()]);
    await target.stop();
    expect(isAlive(pid)).toBe(false);
    expect(await target.state()).toEqual({ kind: 'exited', exitCode: 0, outOfMemory: false });
    expect(existsSync(context.stateFile)).toBe(false);
    expect(await target.logTail()).toEqual(['starting in mode ready']);
    expect(readFileSync(target.logFile!, 'utf8')).toBe('starting in mode ready\n');
  });

  test('gets the port in place of {port}, and as PORT', async () => {
    const context = await testContext();
    const target = await startTarget(
      processPlan('ready', { command: [process.execPath, 'server.mjs', '{port}'] }),
      context,
    );
    const { env } = await ask(target);
    expect(target.endpoint.baseUrl).toBe(`http://127.0.0.1:${env.PORT}`);
    await target.stop();
  });

  test('does not get the secrets and inputs of the workflow', async () => {
    vi.stubEnv('GITHUB_TOKEN', 'secret');
    vi.stubEnv('ACTIONS_RUNTIME_TOKEN', 'secret');
    vi.stubEnv('INPUT_GITHUB-TOKEN', 'secret');
    vi.stubEnv('SOME_API_KEY', 'secret');
    const context = await testContext();
    const target = await startTarget(
      processPlan('ready', { env: { MODE: 'ready', MODEL: 'small' } }),
      context,
    );
    const { env } = await ask(target);
    await target.stop();
    expect(Object.values(env)).not.toContain('secret');
    expect(env).toMatchObject({
      MODEL: 'small',
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SLUICE_SESSION: context.sessionId,
    });
  });

  test('keeps its last lines without control characters and cut at 300 characters', async () => {
    const context = await testContext();
    const target = await startTarget(processPlan('ready'), context);
    await ask(target, '/long-line');
    await waitUntil(async () => (await target.logTail()).length === 2, 'the line is in the log');
    expect((await target.logTail())[1]).toBe(`${'x'.repeat(299)}…`);
    await target.stop();
  });

  test('is stopped with its children, one that ignores SIGTERM and one that left its group included', async () => {
    const target = await startTarget(processPlan('family'), await testContext());
    const { pid, child } = await ask(target);
    expect([pid, ...child!].map(isAlive)).toEqual([true, true, true]);
    await target.stop();
    expect([pid, ...child!].map(isAlive)).toEqual([false, false, false]);
  });

  test('tells its exit code when it ends while it is measured', async () => {
    const target = await startTarget(processPlan('ready'), await testContext());
    await ask(target, '/exit').catch(() => undefined);
    await waitUntil(async () => (await target.state()).kind === 'exited', 'it has exited');
    expect(await target.state()).toEqual({ kind: 'exited', exitCode: 7, outOfMemory: false });
    await target.stop();
  });
});

describe('a process target that does not start', () => {
  test('that exits at once is process-exited with its last lines', async () => {
    const context = await testContext();
    const error = await failureOf(startTarget(processPlan('exit'), context));
    expect(error.code).toBe('process-exited');
    expect(error.fact).toContain('exit code 3');
    expect(error.evidence).toEqual(['starting in mode exit', 'fatal: weights not found']);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('that is never ready is target-never-ready with the last answer, and is gone', async () => {
    const context = await testContext();
    const ready = { path: '/health', timeoutMs: 1500, intervalMs: 50 };
    const start = startTarget(processPlan('never', { ready }), context);
    start.catch(() => undefined);
    await waitUntil(() => recordedPid(context.stateFile) !== undefined, 'it is recorded');
    const pid = recordedPid(context.stateFile)!;
    const error = await failureOf(start);
    expect(error.code).toBe('target-never-ready');
    expect(error.fact).toMatch(/^No 2xx from http:\/\/127\.0\.0\.1:\d+\/health in 1\.5 s; last: HTTP 503$/u);
    expect(error.evidence).toEqual(['starting in mode never']);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('whose port a stranger has is port-in-use, and is not started', async () => {
    const context = await testContext();
    const stranger = createServer((_, response) => response.end('me')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const error = await failureOf(startTarget(processPlan('ready', { port }), context));
    stranger.close();
    expect(error.code).toBe('port-in-use');
    expect(error.fact).toContain(String(port));
    expect(existsSync(context.logDirectory)).toBe(false);
  });

  test.each([
    [
      'that is not installed',
      { command: ['no-such-program-here'] as [string] },
      /no-such-program-here.* on PATH/u,
    ],
    ['that is not executable', { command: ['./server.mjs'] as [string] }, /may not be executed/u],
    ['whose folder is missing', { directory: 'nowhere' }, /nowhere/u],
  ])('%s is process-start-failed', async (_, more, fact) => {
    const context = await testContext();
    const error = await failureOf(startTarget(processPlan('ready', more), context));
    expect(error.code).toBe('process-start-failed');
    expect(error.fact).toMatch(fact);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('whose folder is outside the workspace is path-outside-workspace', async () => {
    const error = await failureOf(
      startTarget(processPlan('ready', { directory: '../..' }), await testContext()),
    );
    expect(error.code).toBe('path-outside-workspace');
  });

  test('whose start cannot be recorded is output-unwritable, and is not started', async () => {
    const context = await testContext();
    writeFileSync(context.stateFile, 'not json');
    expect((await failureOf(startTarget(processPlan('ready'), context))).code).toBe('output-unwritable');
    expect(existsSync(context.logDirectory)).toBe(false);
    expect(readFileSync(context.stateFile, 'utf8')).toBe('not json');
  });

  test('that is aborted while it is not ready is cancelled and gone', async () => {
    const context = await testContext();
    const start = startTarget(processPlan('never'), context);
    start.catch(() => undefined);
    await waitUntil(() => recordedPid(context.stateFile) !== undefined, 'it is recorded');
    const pid = recordedPid(context.stateFile)!;
    context.abort();
    expect((await failureOf(start)).code).toBe('cancelled');
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(context.stateFile)).toBe(false);
  });
});

describe('cleaning up processes', () => {
  test('ends the whole family of a gate that was killed', async () => {
    const context = await testContext();
    let baseUrl = '';
    await startAndKill(processPlan('family'), context, (output) => {
      baseUrl = /ready (\S+)/u.exec(output)?.[1] ?? '';
      return baseUrl !== '';
    });
    const { pid, child } = (await (await fetch(baseUrl)).json()) as { pid: number; child: number[] };
    const family = [pid, ...child];
    expect(family.map(isAlive)).toEqual([true, true, true]);

    const report = await cleanUp(context.stateFile);
    expect(report.problems).toEqual([]);
    expect(report.processes.sort()).toEqual(family.sort());
    expect(family.map(isAlive)).toEqual([false, false, false]);
    expect(existsSync(context.stateFile)).toBe(false);
  });

  test('finds a process whose pid was not recorded any more by its session', async () => {
    const context = await testContext();
    const child = spawn(process.execPath, ['server.mjs'], {
      cwd: fixtureDirectory,
      env: { ...process.env, SLUICE_SESSION: context.sessionId, PORT: '0' },
      stdio: 'ignore',
    });
    writeFileSync(context.stateFile, JSON.stringify(record(context.sessionId, { name: 'half' })));
    expect((await cleanUp(context.stateFile)).processes).toEqual([child.pid]);
    expect(isAlive(child.pid!)).toBe(false);
  });

  test('leaves a process alone that got the number of ours', async () => {
    const context = await testContext();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      detached: true,
      stdio: 'ignore',
    });
    const { startTicks } = readProcessStat(stranger.pid!)!;
    const earlier = String(Number(startTicks) - 100);
    const entry = { name: 'ours', pid: stranger.pid, startTicks: earlier };
    writeFileSync(context.stateFile, JSON.stringify(record(context.sessionId, entry)));
    expect(await cleanUp(context.stateFile)).toEqual(nothing);
    expect(isAlive(stranger.pid!)).toBe(true);
    stranger.kill('SIGKILL');
  });

  test('does nothing when there is nothing', async () => {
    const { stateFile } = await testContext();
    expect(await cleanUp(stateFile)).toEqual(nothing);
  });

  test.each([
    ['is no JSON', 'not json'],
    ['names everybody as a group', JSON.stringify(record('a', { name: 'x', pid: 1 }))],
    ['has an empty session', JSON.stringify(record('', { name: 'x' }))],
  ])('tells of a record that %s, and keeps it', async (_, text) => {
    const { stateFile } = await testContext();
    writeFileSync(stateFile, text);
    const report = await cleanUp(stateFile);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]).toContain(stateFile);
    expect(readFileSync(stateFile, 'utf8')).toBe(text);
  });
});

const nothing = { containers: [], processes: [], worktrees: [], problems: [] };

function record(sessionId: string, entry: object) {
  return { schema: 'sluice.started/1', sessions: [{ sessionId, containers: [], processes: [entry] }] };
}
