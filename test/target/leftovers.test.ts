import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { removeLeftovers, startTarget } from '../../src/target/index.ts';
import { isOwnerGone, ownerMark } from '../../src/target/owner.ts';
import { listProcesses, readEnvironmentVariable } from '../../src/target/proc.ts';
import { ownerVariable, sessionVariable } from '../../src/target/session.ts';
import { isAlive, processPlan, startAndKill, testContext } from './fixture/context.ts';

afterEach(() => vi.unstubAllEnvs());

const asksDocker = false;
/** Of a run that begins in the same folder. */
const nextRun = (stateFile: string) => join(stateFile, '..', 'sluice-started-next.json');

function processesOf(sessionId: string): number[] {
  return listProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => readEnvironmentVariable(pid, sessionVariable) === sessionId);
}

describe('what a killed gate left', () => {
  /** As an action has it, whose record is found by its name. */
  async function killedGate() {
    const context = await testContext();
    const stateFile = join(context.stateFile, '..', 'sluice-started-killed.json');
    const killed = { ...context, stateFile };
    await startAndKill(processPlan('ready'), killed, (output) => output.includes('ready'));
    expect(processesOf(context.sessionId)).toHaveLength(1);
    return killed;
  }

  test('is found by its record, and taken away by the next run in the same folder', async () => {
    const { sessionId, stateFile } = await killedGate();
    const left = await removeLeftovers({ stateFile: nextRun(stateFile), asksDocker });
    expect(left).toEqual({ removed: [expect.stringMatching(/^process \d+$/)], problems: [] });
    expect(processesOf(sessionId)).toEqual([]);
    expect(existsSync(stateFile)).toBe(false);
  });

  test('is found by the mark on its processes where the record is gone', async () => {
    const { sessionId, stateFile } = await killedGate();
    rmSync(stateFile);
    const left = await removeLeftovers({ stateFile: nextRun(stateFile), asksDocker });
    expect(left).toEqual({ removed: [expect.stringMatching(/^process \d+$/)], problems: [] });
    expect(processesOf(sessionId)).toEqual([]);
  });

  test('is none of the business of a run that keeps its record elsewhere', async () => {
    const killed = await killedGate();
    const { stateFile } = await testContext();
    expect(await removeLeftovers({ stateFile: nextRun(stateFile), asksDocker })).toEqual(nothing);
    expect(processesOf(killed.sessionId)).toHaveLength(1);
    await removeLeftovers({ stateFile: nextRun(killed.stateFile), asksDocker });
  });
});

const nothing = { removed: [], problems: [] };

test('a run that is under way keeps what it has', async () => {
  const context = await testContext();
  const stateFile = join(context.stateFile, '..', 'sluice-started-now.json');
  const target = await startTarget(processPlan('ready'), { ...context, stateFile });
  expect(await removeLeftovers({ stateFile: nextRun(stateFile), asksDocker })).toEqual(nothing);
  expect(isAlive(target.pid!)).toBe(true);
  expect(readEnvironmentVariable(target.pid!, ownerVariable)).toBe(ownerMark(stateFile));
  await target.stop();
});

describe('the mark of an owner', () => {
  const stateFile = '/somewhere/sluice-started-a.json';
  const mark = ownerMark(stateFile)!;
  const [folder = '', boot = '', namespace = '', pid = '', ticks = ''] = mark.split('.');
  const marked = (...parts: string[]) => parts.join('.');

  test.each([
    ['this process', mark, false],
    ['its number with another start', marked(folder, boot, namespace, pid, '1'), true],
    ['a number that nobody has', marked(folder, boot, namespace, '4194305', ticks), true],
    ['another folder', marked('0', boot, namespace, pid, '1'), false],
    ['another boot', marked(folder, '0-0', namespace, pid, '1'), false],
    ['another PID namespace', marked(folder, boot, '1', pid, '1'), false],
    ['no mark', 'x', false],
    ['nothing', '', false],
  ])('%s', (_, text, isGone) => {
    expect(isOwnerGone(text, stateFile)).toBe(isGone);
  });
});
