import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendRun, formatBaseline, parseBaseline, startBaseline } from '../../src/baseline/index.ts';
import type { BaselineFile } from '../../src/baseline/index.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { accepted, environment, runOf } from '../baseline/baselines.ts';
import { CommandLine, type Workspace } from '../support/command-line.ts';
import { tinySettings } from '../support/tiny-settings.ts';

let commandLine: CommandLine;
beforeAll(() => {
  commandLine = new CommandLine();
});
afterAll(() => commandLine.remove());

const workspaceOf = (files: Record<string, string> = {}): Workspace => commandLine.workspace(files);

const recorded = (days: number): BaselineFile =>
  Array.from({ length: days - 1 }, (_, i) => i + 1).reduce(
    (file, day) =>
      appendRun(file, {
        ...runOf(day),
        ...(day === 1 ? { release: 'v1.2' } : {}),
        ...(day === 4 ? { accepted } : {}),
      }),
    startBaseline(runOf(0)),
  );
const name = `baselines/tickets/${environment.fingerprint}.json`;
describe('sluice baseline show', { timeout: 60_000 }, () => {
  test('prints a table with a sparkline, and the same as JSON', async () => {
    const workspace = workspaceOf({ [name]: formatBaseline(recorded(8)) });
    const [table, json] = await Promise.all([
      workspace.run(['baseline', 'show', '--suite', 'tickets']),
      workspace.run(['baseline', 'show', '--json']),
    ]);
    expect(table).toMatchObject({ exitCode: 0, stderr: '' });
    expect(table.stdout).toMatch(/^tickets: AMD EPYC 7763 .*\(3f9a2c417be0\)$/m);
    expect(table.stdout).toMatch(/since v1\.2 +to previous +history$/m);
    expect(table.stdout).toMatch(/^ {2}p95 latency +34\.6 ms +0\.0 % +0\.0 % +[▄▅]{8}$/m);
    expect(table.stdout).toMatch(/^A 2026-01-05 ccccccc accepted in #41 by ada: the larger model/m);
    const { histories } = JSON.parse(json.stdout) as { histories: object[] };
    expect(histories).toHaveLength(1);
    expect(histories[0]).toMatchObject({ suite: 'tickets', recorded: 8, release: 'v1.2' });
  });

  test('of a folder that is not there is an error with what to do', async () => {
    const { exitCode, stdout, stderr } = await workspaceOf().run(['baseline', 'show']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error baseline-missing: There is no baseline in baselines\./m);
    expect(stderr).toContain('sluice baseline add');
  });
});

test(
  'sluice baseline prune removes by exactly one rule, and tells what went',
  { timeout: 60_000 },
  async () => {
    const workspace = workspaceOf();
    workspace.write(name, formatBaseline(recorded(8)));
    const ruleless = await workspace.run(['baseline', 'prune']);
    expect(ruleless.stderr).toMatch(/^error input-invalid: prune needs exactly one of/m);
    expect(ruleless.exitCode).toBe(2);
    const pruned = await workspace.run(['baseline', 'prune', '--keep', '3']);
    expect(pruned.stdout).toBe(`${name}: 4 of 8 runs removed, measured 2026-01-01 to 2026-01-05.\n`);
    expect(parseBaseline(workspace.read(name), name).runs).toHaveLength(4);
    await workspace.expectClean();
  },
);

describe('the drift since a release', () => {
  test('is told in every mode, and never costs the verdict of a base of the user’s own', async () => {
    const workspace = workspaceOf({ 'sluice.yml': tinySettings() });
    const measured = await workspace.run(['measure', '--out', 'run.json', '--quiet']);
    expect(measured.exitCode, measured.stderr).toBe(0);
    const added = await workspace.run(['baseline', 'add', 'run.json', '--release', 'v1']);
    expect(added, added.stderr).toMatchObject({ exitCode: 0 });

    // Both arms alike, and 20 times as slow as the release: no change of this pull request.
    const slow = { FACTOR: '20' };
    workspace.write('paired.yml', tinySettings({ candidate: slow, base: slow }));
    const run = ['run', '--config', 'paired.yml', '--out', 'out', '--json', '--quiet'];
    const { stdout, stderr } = await workspace.run(run);
    const verdict = JSON.parse(stdout) as Verdict;
    expect(verdict.mode, stderr).toBe('paired');
    expect(verdict.verdict).not.toBe('fail');
    expect(verdict.drift?.[0]).toMatchObject({
      id: 'latency.p50',
      class: 'all',
      release: 'v1',
      beyond: true,
    });
    expect(workspace.read('out/comment.md')).toContain('Since v1, all changes together: p50 latency +');

    // Without a base the committed runs decide; why the recorded one is not run again is said in log and report.
    const screen = ['run', '--set', 'target.process.env.FACTOR=20', '--out', 'out', '--json'];
    const screened = await workspace.run(screen);
    const said = /could not be run beside the candidate \(no recorded run names the commit/;
    expect(JSON.parse(screened.stdout)).toMatchObject({
      mode: 'baseline',
      drift: expect.arrayContaining([expect.objectContaining({ release: 'v1' })]),
      warnings: expect.arrayContaining([expect.stringMatching(said)]),
    });
    expect(screened.stderr).toMatch(said);

    const [file = ''] = readdirSync(workspace.path('baselines/tiny'));
    workspace.write(`baselines/tiny/${file}`, '{"schema":');
    const blind = JSON.parse((await workspace.run(run)).stdout) as Verdict;
    expect(blind.verdict).not.toBe('invalid');
    expect(blind).not.toHaveProperty('drift');
    expect(blind.warnings.join('\n')).toMatch(/since its last release is not known: .*cut off/);
    await workspace.expectClean();
  });
});
