/**
 * Records fourteen short runs of a small server with a known delay as baselines, 30 % more of it in the last six, and draws
 * their trend into out/demo/trend: what the pictures of the trend in docs/ show. Takes about two minutes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'out', 'demo', 'trend');
const delaysMs = [...Array<number>(8).fill(40), ...Array<number>(6).fill(52)];
/** The third run is the one of a release. */
const releases: Record<number, string> = { 2: 'v1.0' };

/** JSON is YAML. */
const settings = {
  version: 1,
  suite: 'delay-demo',
  target: { process: { command: ['node', join(root, 'test', 'support', 'tiny-model.js')] } },
  protocol: { 'http-json': { path: '/' } },
  workload: { classes: { text: { rows: [{ text: 'hello' }] } } },
  load: { 'expected-rate': 40, 'mixed-rate': 40 },
  profiles: { pr: { budget: '8s', scenarios: ['mixed'] } },
  pairing: { block: '400ms', 'lead-in': '100ms' },
};

const sluice = (...arguments_: string[]): void => {
  const options = {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'] as ['ignore', 'inherit', 'inherit'],
  };
  execFileSync(process.execPath, [join(root, 'dist', 'cli', 'index.js'), ...arguments_], options);
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settings, null, 2));
for (const [index, delayMs] of delaysMs.entries()) {
  const file = join('runs', `${index}.json`);
  sluice('measure', '--quiet', '--set', `target.process.env.DELAY_MS=${delayMs}`, '--out', file);
  const release = releases[index];
  sluice('baseline', 'add', file, ...(release ? ['--release', release] : []));
}
sluice('trend', '--out', '.', '--repository', 'sluice-gate/sluice');
