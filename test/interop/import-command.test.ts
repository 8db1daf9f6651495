import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCommandLine } from '../../src/gate/command-line.ts';
import { decodeRun } from '../../src/interop/index.ts';

const fixture = (path: string) => join(import.meta.dirname, '..', 'fixtures', 'interop', path);

/** One command line, with what it said. */
async function sluice(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream === 'stdout' ? 'out' : 'err'] += String(text);
      return true;
    }),
  );
  try {
    return { code: await runCommandLine(['node', 'sluice', ...args]), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function folder(): (name: string) => string {
  const path = mkdtempSync(join(tmpdir(), 'sluice-import-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return (name) => join(path, name);
}

test('a result is imported, compared and exported from the command line', async () => {
  const file = folder();
  const imported = await sluice(
    'import',
    fixture('vegeta/results.json'),
    '--block',
    '500ms',
    '--out',
    file('run.json'),
  );
  expect(imported).toMatchObject({ code: 0, err: '' });
  expect(imported.out).toContain('vegeta, encode --to json: 180 requests, 173 completed; overload 7');
  expect(imported.out).toMatch(/latency: p50 \d.*\(vegeta\.latency\/1\)/);
  expect(decodeRun(readFileSync(file('run.json'), 'utf8'), 'run.json').imported).toMatchObject({
    tool: 'vegeta',
  });

  const runs = [file('run.json'), file('run.json'), file('run.json')];
  const compared = await sluice('compare', '--base', ...runs, '--candidate', file('run.json'), '--json');
  expect(JSON.parse(compared.out)).toMatchObject({ verdict: 'pass', mode: 'baseline' });
  // One earlier run is a history as well, and no pair.
  const alone = await sluice(
    'compare',
    '--base',
    file('run.json'),
    '--candidate',
    file('run.json'),
    '--json',
  );
  expect(JSON.parse(alone.out)).toMatchObject({ mode: 'baseline' });

  expect(
    (await sluice('export', '--run', file('run.json'), '--format', 'blocks-csv', '--out', file('run.csv')))
      .code,
  ).toBe(0);
  expect(readFileSync(file('run.csv'), 'utf8')).toContain('latency.p50_ms,vegeta.latency/1,');
});

test.each([
  ['a file that is not there', ['import', 'missing.json'], 'run-unreadable'],
  ['a folder', ['import', '.'], 'run-unreadable'],
  ['a tool that is not known', ['import', fixture('hey/requests.csv'), '--format', 'wrk'], 'input-invalid'],
  ['a block without length', ['import', fixture('hey/requests.csv'), '--block', '0s'], 'input-invalid'],
  ['a length without unit', ['import', fixture('hey/requests.csv'), '--skip', '5'], 'input-invalid'],
  ['a machine without a name', ['import', fixture('hey/requests.csv'), '--environment', ''], 'input-invalid'],
  ['a file of its own', ['import', fixture('README.md')], 'import-unknown-format'],
])('%s is refused, and nothing is written', async (_, args, code) => {
  const file = folder();
  const result = await sluice(...args, '--out', file('run.json'));
  expect(result).toMatchObject({ code: 2, out: '' });
  expect(result.err).toContain(code);
  expect(existsSync(file('run.json'))).toBe(false);
});

test('a file with CRLF and a byte order mark is read as one without', async () => {
  const file = folder();
  const text = readFileSync(fixture('jmeter/results.jtl'), 'utf8');
  writeFileSync(file('windows.jtl'), `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  const { out } = await sluice('import', file('windows.jtl'), '--out', file('run.json'));
  expect(out).toContain('jmeter, JTL as CSV: 144 requests, 92 completed; connect 48, overload 4');
});
