import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startBaseline, writeBaseline } from '../../src/baseline/index.ts';
import { loadPlan } from '../../src/config/index.ts';
import { stateFileOf } from '../../src/gate/context.ts';
import { runGate } from '../../src/gate/gate.ts';
import type { GateEvent } from '../../src/model/progress.ts';
import { runOf } from '../baseline/baselines.ts';
import { GitRepository } from '../support/git-repository.ts';
import { tinySettings } from '../support/tiny-settings.ts';

const model = new URL('../support/tiny-model.js', import.meta.url);

/** A delay is committed and comes into force when it is installed, which a fresh checkout has not done. */
const files = (delayMs: number) => ({
  'server/package.json': '{ "type": "module" }\n',
  'server/delay.txt': String(delayMs),
  'server/install.js': `import { copyFileSync } from 'node:fs';\ncopyFileSync('delay.txt', 'installed.txt');\nconsole.log('installed');\n`,
  'server/start.js': `import { readFileSync } from 'node:fs';\nprocess.env.DELAY_MS = readFileSync('installed.txt', 'utf8');\nawait import('./model.js');\n`,
  '.gitignore': 'installed.txt\nout/\n',
});

const settings = tinySettings({
  settings: {
    target: {
      process: {
        command: [process.execPath, 'start.js'],
        directory: 'server',
        prepare: [process.execPath, 'install.js'],
        ready: { path: '/health', timeout: '20s', interval: '20ms' },
      },
    },
    protocol: { 'http-json': { path: '/' } },
    profiles: { pr: { budget: '60s', scenarios: ['mixed'] } },
    pairing: { block: '100ms', 'lead-in': '20ms', 'restart-every': 0, 'maximum-pairs': 6 },
    load: {
      ...(JSON.parse(tinySettings()) as { load: object }).load,
      'expected-rate': 60,
      'mixed-rate': 60,
    },
  },
});

test("a process is judged beside the baseline's own commit, checked out, prepared and gone afterwards", async () => {
  const repository = new GitRepository();
  mkdirSync(join(repository.folder, 'server'));
  copyFileSync(model, join(repository.folder, 'server/model.js'));
  const fast = repository.commit({ ...files(2), 'sluice.yml': settings });
  const target = { kind: 'process', name: 'node start.js' } as const;
  const recorded = startBaseline({ ...runOf(0, { target, commit: fast }), suite: 'tiny' });
  await writeBaseline(join(repository.folder, 'baselines'), recorded);
  repository.commit(files(60));
  // The candidate is prepared by whoever starts the gate.
  repository.write({ 'server/installed.txt': '60' });
  const temporary = mkdtempSync(join(tmpdir(), 'sluice-replay-'));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));

  const told: GateEvent[] = [];
  const { verdict, base, candidate } = await runGate(loadPlan({ workspace: repository.folder }), {
    signal: new AbortController().signal,
    tell: (event) => told.push(event),
    sessionId: 'replay',
    stateFile: stateFileOf('replay', temporary),
  });

  const notes = told.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
  expect(notes).toEqual([expect.stringContaining(`the baseline's commit ${fast.slice(0, 10)} runs beside`)]);
  expect(verdict).toMatchObject({ mode: 'paired', verdict: 'fail' });
  const p50 = verdict.metrics.find(({ id }) => id === 'latency.p50');
  expect(p50).toMatchObject({ result: 'regressed' });
  expect(p50?.base).toBeLessThan(30);
  expect(p50?.candidate).toBeGreaterThan(60);
  expect(base?.provenance.commit).toBe(fast);
  expect(candidate.provenance.commit).not.toBe(fast);
  expect(repository.worktrees()).toEqual([repository.folder]);
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(readdirSync(temporary)).toEqual([]);
  const logs = join(repository.folder, 'out/sluice/logs');
  const logged = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
  expect(logged).toContain('installed\n');
});
