/** `npm run lint`: every check of the source, each told by name; all run even when one fails. */
import { join } from 'node:path';
import { execa } from 'execa';
import { inLanes } from './in-lanes.ts';

const root = join(import.meta.dirname, '..');
const checks: [name: string, command: string, ...arguments_: string[]][] = [
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['rules', 'eslint', '.'],
  ['rooms', 'depcruise', '--config', '.dependency-cruiser.js', 'src'],
  ['schema', 'node', 'scripts/schema.ts', '--check'],
  ['readme', 'node', 'scripts/readme.ts', '--check'],
  ['pictures', 'node', 'scripts/pictures.ts', '--check'],
  ['workflows', 'node', 'scripts/lint-workflows.ts'],
];

const succeeded = await inLanes(checks, async ([name, command, ...args]) => {
  const options = { cwd: root, preferLocal: true, localDir: root, all: true, reject: false } as const;
  const { exitCode, all } = await execa(command, args, options);
  if (all !== '') console.log(all);
  console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return exitCode === 0;
});
if (succeeded.includes(false)) process.exitCode = 1;
