import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeRun } from '../../src/interop/index.ts';
import { Workspace } from '../support/command-line.ts';
import { startOnTerminal } from '../support/pseudo-terminal.ts';
import { ScreenEmulator } from '../support/screen-emulator.ts';
import { tinySettings } from '../support/tiny-settings.ts';
import { makeRun, slowAll } from '../verdict/runs.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-terminal-')));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const workspaceOf = (files: Record<string, string>): Workspace =>
  new Workspace(mkdtempSync(join(root, 'workspace-')), program, files);

/** As a person's shell has it: nothing that decides on colours, and no workflow. */
function environment(folder: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, TMPDIR: join(folder, '../temporary') };
}

test.concurrent('a run draws its panel on a terminal, and Ctrl-C leaves the terminal clean', async () => {
  const workspace = workspaceOf({ 'sluice.yml': tinySettings({ base: {} }) });
  const [columns, rows] = [200, 24];
  const terminal = startOnTerminal(
    [process.execPath, '--no-memory-protection-keys', program, 'run', '--out', 'out'],
    {
      cwd: workspace.folder,
      env: environment(workspace.folder),
      columns,
      rows,
    },
  );
  const panel =
    /\nmixed, pair \d of up to 6: (base|candidate)\n\d\d:\d\d of 01:00 {2}█*░+\n +answered.*\n.* base .*\n.* candidate .*req\/s.* ms .*/;
  const shown = () => {
    const screen = new ScreenEmulator(columns);
    // What a terminal shows in colour is told by the tests of the panel.
    screen.write(terminal.output().replaceAll('\r\n', '\n'));
    return screen;
  };
  for (let waitedMs = 0; !panel.test(shown().text) && waitedMs < 30_000; waitedMs += 100) await sleep(100);
  expect(shown().text).toMatch(panel);
  terminal.type('\x03');
  expect(await terminal.ended).toBe(2);
  const { text, cursor } = shown();
  expect(text).toMatch(/^base: starting .*\nbase: ready .*/);
  expect(text).toMatch(/\nerror cancelled: /);
  expect(text).not.toMatch(/answered|░/);
  expect(cursor).toMatchObject({ column: 0, below: 0 });
  expect(terminal.output()).not.toContain('\x1b[?');
  await workspace.expectClean();
});

test.concurrent('a verdict on a terminal is coloured', async () => {
  const workspace = workspaceOf({
    'base.json': encodeRun(makeRun('base')),
    'candidate.json': encodeRun(makeRun('candidate', { slower: slowAll(1.5) })),
  });
  const terminal = startOnTerminal(
    [process.execPath, program, 'compare', '--base', 'base.json', '--candidate', 'candidate.json'],
    { cwd: workspace.folder, env: environment(workspace.folder), columns: 100, rows: 24 },
  );
  expect(await terminal.ended).toBe(1);
  expect(terminal.output()).toMatch(/^\x1b\[31m\x1b\[1m✗ Fail/);
});

describe.concurrent('report --open', () => {
  const report = ['report', '--run', 'runs/a run.json', '--open'];
  const run = encodeRun(makeRun('candidate', { blocks: 2, requests: 20 }));

  test('writes the report beside the run and hands it to the browser that BROWSER names', async () => {
    const workspace = workspaceOf({ 'runs/a run.json': run });
    const browser = workspace.path('browser');
    writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > '${workspace.path('opened')}'\n`, {
      mode: 0o755,
    });
    const { exitCode, stdout, stderr } = await workspace.run(report, { BROWSER: browser });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const written = workspace.path('runs/a run.html');
    expect(stdout).toBe(`Written: ${written}\n`);
    expect(readFileSync(written, 'utf8')).toMatch(/^<!DOCTYPE html>/);
    expect(workspace.read('opened')).toBe(`${written}\n`);
  });

  test('names the file where nothing can open it', async () => {
    const workspace = workspaceOf({ 'runs/a run.json': run });
    const { exitCode, stdout, stderr } = await workspace.run([...report, '--out', 'page.html'], {
      PATH: workspace.folder,
      BROWSER: 'no-such-browser',
    });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('page.html');
    expect(stderr).toMatch(/^error browser-unavailable: .*page\.html is written, .*ENOENT/);
    expect(workspace.read('page.html')).toMatch(/^<!DOCTYPE html>/);
  });

  test('is refused with a format that no browser shows', async () => {
    const workspace = workspaceOf({ 'runs/a run.json': run });
    const { exitCode, stderr } = await workspace.run([...report, '--format', 'json']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error input-invalid: .*--open and --format json/);
  });
});
