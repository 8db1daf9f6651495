/** `npm run lint`: every check of the source, each told by name; all run even when one fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const checks: [name: string, command: string, ...arguments_: string[]][] = [
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['rules', 'eslint', '.'],
  ['rooms', 'depcruise', '--config', '.dependency-cruiser.js', 'src'],
  ['schema', 'node', 'scripts/schema.ts', '--check'],
  ['readme', 'node', 'scripts/readme.ts', '--check'],
  ['workflows', 'node', 'scripts/lint-workflows.ts'],
];

const failed = checks.filter(([name, command, ...args]) => {
  const { status } = spawnSync(join(root, 'node_modules', '.bin', command), args, {
    cwd: root,
    stdio: 'inherit',
  });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return status !== 0;
});
if (failed.length > 0) process.exitCode = 1;
