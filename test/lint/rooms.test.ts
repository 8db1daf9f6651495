import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-rooms-'));
  for (const file of ['.dependency-cruiser.js', 'eslint.config.js', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  write('src/model/run.ts', 'export const run = 1;\n');
  write('src/stats/quantile.ts', 'export const quantile = 1;\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function lint(tool: 'depcruise' | 'eslint'): { status: number | null; output: string } {
  const args = tool === 'depcruise' ? ['--config', '.dependency-cruiser.js', 'src'] : ['src'];
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('the dependency rule', () => {
  const allowed = [
    ['src/verdict/look.ts', "export { quantile } from '../stats/quantile.ts';\n"],
    ['src/report/html.ts', "export { run } from '../model/run.ts';\n"],
    ['src/gate/gate.ts', "export { quantile } from '../stats/quantile.ts';\n"],
    ['src/main.ts', "export { run } from './gate/gate.ts';\n"],
  ] as const;

  test('lets through what the floor plan allows', () => {
    for (const [file, text] of allowed) write(file, text);
    write('src/gate/gate.ts', "export const run = 1;\nexport { quantile } from '../stats/quantile.ts';\n");
    expect(lint('depcruise')).toMatchObject({ status: 0 });
  });

  test.each([
    ['a room that imports another room', 'rooms-know-only-model', 'src/report/html.ts', '../load/engine.ts'],
    [
      'a room other than verdict that uses stats',
      'only-verdict-uses-stats',
      'src/report/html.ts',
      '../stats/quantile.ts',
    ],
    ['model importing a room', 'model-imports-nothing', 'src/model/plan.ts', '../stats/quantile.ts'],
    ['an entry that reaches past gate and config', 'entries-are-thin', 'src/cli.ts', './stats/quantile.ts'],
    ['a pure room that reads files', 'pure-rooms-touch-no-world', 'src/stats/read.ts', 'node:fs'],
    [
      'a pure room that uses the platform',
      'pure-rooms-touch-no-world',
      'src/report/core.ts',
      '@actions/core',
    ],
    [
      'the platform outside github and config',
      'only-github-and-config-know-actions',
      'src/load/core.ts',
      '@actions/core',
    ],
  ])('refuses %s', (_, rule, file, target) => {
    write('src/load/engine.ts', 'export const engine = 1;\n');
    write(file, `export * from '${target}';\n`);
    const { status, output } = lint('depcruise');
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });

  test('refuses a cycle', () => {
    write('src/load/a.ts', "export { b } from './b.ts';\nexport const a = 1;\n");
    write('src/load/b.ts', "export { a } from './a.ts';\nexport const b = 1;\n");
    const { status, output } = lint('depcruise');
    expect(output).toContain('no-cycles');
    expect(status).not.toBe(0);
  });
});

describe('the rules of pure rooms', () => {
  test.each([
    ['chance', 'export const x = Math.random();\n'],
    ['the clock', 'export const x = Date.now();\n'],
    ['the clock by another name', 'export const x = performance.now();\n'],
    ['today', 'export const x = new Date();\n'],
    ['the process', 'export const x = process.env;\n'],
    ['an error without code and remedy', "export const x = () => {\n  throw new Error('no');\n};\n"],
  ])('refuse %s', (_, text) => {
    write('src/verdict/impure.ts', text);
    expect(lint('eslint').status).not.toBe(0);
  });

  test('let arithmetic through', () => {
    write('src/verdict/pure.ts', 'export const x = (atMs: number) => new Date(atMs);\n');
    expect(lint('eslint')).toMatchObject({ status: 0 });
  });
});

describe('the rules of all sources', () => {
  // In one run: each start of the linter takes seconds.
  const shells = {
    exec: "import { exec } from 'node:child_process';\nexport const x = exec;\n",
    'exec-file': "import { execFileSync } from 'node:child_process';\nexport const x = execFileSync;\n",
    all: "import child from 'node:child_process';\nexport const x = child;\n",
    command: "import { execaCommand } from 'execa';\nexport const x = execaCommand;\n",
    template: "import { $ } from 'execa';\nexport const x = $;\n",
    option: 'export const x = { shell: true };\n',
    chosen: 'export const x = (shell: boolean) => ({ shell: shell });\n',
    evaluated: "export const x = eval('1');\n",
    made: "export const x = new Function('return 1');\n",
  };

  test('refuse every way to a shell, and to text that becomes a program, and let arrays of arguments through', () => {
    for (const [name, text] of Object.entries(shells)) write(`src/gate/${name}.ts`, text);
    const text =
      "import { spawn } from 'node:child_process';\nexport const x = () => spawn('a', ['b'], { shell: false });\n";
    write('src/gate/argument-array.ts', text);
    const { output } = lint('eslint');
    for (const name of Object.keys(shells)) expect(output).toContain(`src/gate/${name}.ts`);
    expect(output).not.toContain('argument-array.ts');
  });
});
