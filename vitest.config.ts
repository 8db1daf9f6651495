import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const testsOf = (folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Of these rooms nothing is timed and no server is put under load, so their files may run beside one another. */
const untimed = testsOf([
  'baseline',
  'config',
  'github',
  'interop',
  'lint',
  'report',
  'scenario',
  'stats',
  'verdict',
  'workload',
]);
/** Servers, containers and whole gates whose margins are so wide that two files may run beside one another. */
const endToEnd = testsOf(['action', 'cli', 'examples', 'gate', 'target']);

// A process starts and ends dozens of engines, each with a thread that runs WebAssembly. V8 then loses count of its code
// pages now and then where the CPU protects them by keys, and the process dies (nodejs/node#64500).
const execArgv = process.arch === 'x64' ? ['--no-memory-protection-keys'] : [];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'untimed',
          include: untimed,
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'end to end', include: endToEnd, maxWorkers: 2, sequence: { groupOrder: 2 }, execArgv },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: ['test/**/*.test.ts'],
          exclude: [...untimed, ...endToEnd],
          // The tests measure real servers: one file after the other, so that they do not disturb each other.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          execArgv,
        },
      },
    ],
  },
});
