import { execa } from 'execa';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { decodeRun } from '../../../../src/interop/index.ts';
import type { Run } from '../../../../src/model/run.ts';
import type { Checks } from '../checks.ts';
import { startWaitingServer } from '../engines/bench.ts';
import { sluice } from '../shards/fleet.ts';

const segments = 3;
const [blocks, seconds, rate] = [4, 2, 30];

/**
 * `sluice k6 write`, each of its commands in a shell of its own, and `sluice k6 read`; then without the last segment, and for
 * another test of the same settings.
 */
export async function checkWritten(command: string, checks: Checks, folder: string): Promise<void> {
  const server = await startWaitingServer();
  const test = join(folder, 'test');
  rmSync(test, { recursive: true, force: true });
  const settings = {
    version: 1,
    suite: 'written',
    target: { url: server.url },
    protocol: {
      'http-json': {
        path: '/',
        headers: { 'x-api-key': 'for the server alone' },
        body: { text: '{{text}}' },
      },
    },
    workload: {
      classes: {
        short: { weight: 2, rows: [{ text: 'a' }] },
        long: { weight: 1, rows: [{ text: 'a longer text' }] },
      },
    },
    load: { 'expected-rate': rate, 'mixed-rate': rate },
    pairing: { block: `${seconds}s`, 'lead-in': '500ms' },
  };
  writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settings));
  try {
    await sluice(
      folder,
      'k6',
      'write',
      '--out',
      'test',
      '--segments',
      String(segments),
      '--blocks',
      String(blocks),
    );
    const files = ['data.json', 'testrun.yaml'].map((name) => readFileSync(join(test, name), 'utf8'));
    checks.hold(
      'no key is written',
      files.every((text) => !text.includes('for the server alone')),
    );
    const path = isAbsolute(command)
      ? `${dirname(command)}${delimiter}${process.env.PATH}`
      : process.env.PATH;
    const commands = readFileSync(join(test, 'commands.txt'), 'utf8').trim().split('\n');
    const env = { PATH: path ?? '', SLUICE_HEADER_X_API_KEY: 'for the server alone' };
    await Promise.all(commands.map((line) => execa(line, { cwd: test, shell: true, env })));
    const whole = await readBack(folder, ['test']);
    const attempted = (run: Run) =>
      run.blocks.map(({ classes }) => Object.values(classes).reduce((sum, each) => sum + each.attempted, 0));
    checks.equal('requests of each block', attempted(whole), Array(blocks).fill(rate * seconds));
    checks.equal('faults of the run', whole.warnings, []);
    const parts = await readBack(folder, ['test/segment-1.ndjson', 'test/segment-2.ndjson']);
    checks.equal(
      'valid blocks without the third segment',
      parts.blocks.filter(({ validity }) => validity.valid).length,
      0,
    );
    console.log(`     ${parts.warnings.join('; ')}`);
    await sluice(folder, 'k6', 'write', '--out', 'later', '--segments', '3', '--blocks', String(blocks));
    const later = await sluice(folder, 'k6', 'read', 'test', '--test', 'later', '--out', 'later.json');
    checks.hold('results of another test are refused', later.stderr.includes('import-refused'));
    const idle = await sluice(folder, 'k6', 'write', '--out', 'idle', '--segments', '1000');
    checks.hold('segments without a user are refused', idle.stderr.includes('input-invalid'));
  } finally {
    server.stop();
  }
}

async function readBack(folder: string, results: string[]): Promise<Run> {
  await sluice(folder, 'k6', 'read', ...results, '--test', 'test', '--out', 'run.json');
  return decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
}
