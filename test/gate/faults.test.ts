import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { decodeRun } from '../../src/interop/index.ts';
import { coldStartTraits } from '../../src/verdict/traits/cold-start.ts';
import { faultTraits } from '../../src/verdict/traits/faults.ts';
import { headroomOf } from '../../src/verdict/traits/headroom.ts';
import { Workspace } from '../support/command-line.ts';
import { startDependency } from '../support/start-dependency.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const server = fileURLToPath(new URL('../support/dependent-server.js', import.meta.url));

/** @param faulty where the dependency is that is to be made faulty */
function workspaceOf(address: string, scenarios: string[], faulty = address): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-faults-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const written = tinySettings({
    settings: {
      target: {
        process: {
          command: [process.execPath, server],
          env: { DEPENDENCY_URL: `http://${address}` },
          ready: { path: '/health', timeout: '20s', interval: '20ms' },
        },
      },
      profiles: { pr: { budget: '60s', scenarios } },
      scenarios: {
        'cold-start': { starts: 2 },
        faults: {
          dependency: { address: faulty, variable: 'DEPENDENCY_URL' },
          kinds: ['slow', 'failing', 'gone'],
          delay: '5s',
          before: '400ms',
          hold: '900ms',
          after: '600ms',
        },
      },
      pairing: { block: '100ms', 'lead-in': '20ms' },
    },
  });
  const settings = JSON.parse(written) as { load: object };
  const load = { ...settings.load, 'mixed-rate': 80 };
  return new Workspace(folder, program, { 'sluice.yml': JSON.stringify({ ...settings, load }) });
}

const measure = ['measure', '--budget', '30s', '--out', 'run.json'];

test('a server under faults of its dependency is told by what it did, and is as it was for what is measured after', async () => {
  const dependency = await startDependency({ DELAY_MS: '20' });
  onTestFinished(() => dependency.stop());
  const workspace = workspaceOf(`127.0.0.1:${dependency.port}`, ['cold-start', 'single', 'faults', 'mixed']);
  const { exitCode, stderr } = await workspace.run(measure);
  expect(exitCode, stderr).toBe(0);
  const run = decodeRun(workspace.read('run.json'), 'run.json');
  // It gives up after 400 ms, has an answer of its own to an error, and ends where nothing listens. What it did is told by
  // shares, not by times: those are of a machine that may be busy.
  const [slow, failing, gone] = faultTraits(run) ?? [];
  expect(slow).toMatchObject({ fault: 'slow' });
  expect(slow?.during.errorShare).toBeGreaterThan(0.3);
  expect(failing).toMatchObject({ fault: 'failing' });
  expect(failing?.during.errorShare).toBeLessThan(0.3);
  expect(gone).toMatchObject({ fault: 'gone', degraded: 'ended', graceful: false });
  expect(run.endings).toMatchObject([{ scenario: 'faults', index: 6, how: 'exited with code 4' }]);
  const mixed = run.blocks.filter(({ scenario }) => scenario === 'mixed');
  expect(mixed.flatMap(({ classes }) => Object.keys(classes['text']?.errors ?? {}))).toEqual([]);
  // Two that were asked for and the one after the faults; those behind the proxy are no starts of the arm.
  expect(run.coldStarts).toHaveLength(3);
  for (const { firstAnswerMs, laterMs } of run.coldStarts) {
    expect(firstAnswerMs).toBeGreaterThan(20);
    expect(laterMs).toBeGreaterThan(20);
  }
  expect(coldStartTraits(run)).toMatchObject({ starts: 3, loadMs: null, imageBytes: null });
  expect(run.rest?.durationMs).toBe(500);
  expect(headroomOf(run)?.rest.find(({ id }) => id === 'target.memory')?.mean).toBeGreaterThan(1e6);
});

test('a dependency that is not there ends the gate before its faults, with what to do', async () => {
  const dependency = await startDependency();
  onTestFinished(() => dependency.stop());
  const workspace = workspaceOf(`127.0.0.1:${dependency.port}`, ['faults', 'mixed'], '127.0.0.1:1');
  const { exitCode, stderr } = await workspace.run(measure);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('dependency-unreachable');
});
