import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const testsOf = (folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Of these rooms nothing is timed and no server is put under load, so their files may run beside one another. */
const untimed = testsOf([
  'baseline',
  'config',
  'export',
  'fuzz',
  'github',
  'gitlab',
  'interop',
  'lint',
  'load/k6',
  'load/locust',
  'report',
  'scenario',
  'stats',
  'verdict',
  'workload',
]);
/**
 * Servers, containers and whole gates, which hold times to lower bounds or wide ones, so several files may run beside one
 * another. Not those that say how exact the engine is, and how much memory it takes.
 */
const endToEnd = [
  ...testsOf(['cli', 'examples', 'gate', 'target']),
  'test/load/!(churn|engine|engine-truth|health|itl|memory|schedules).test.ts',
];
/** Gates of the bundle that wait more than they work, and whose bounds a busy machine does not break. */
const action = testsOf(['action', 'faults']);
/** Pages in one real browser for all files. */
const browser = testsOf(['browser']);

// A process starts and ends dozens of engines, each with a thread that runs WebAssembly. V8 then loses count of its code
// pages now and then where the CPU protects them by keys, and the process dies (nodejs/node#64500).
const execArgv = process.arch === 'x64' ? ['--no-memory-protection-keys'] : [];

// Hundreds of tests start the command line from its sources, which takes two seconds of CPU without their compiled code.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'out/compile-cache');

export default defineConfig({
  test: {
    // For what hangs: a machine whose CPU is given to others takes minutes for a gate of half a minute.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'untimed',
          include: untimed,
          // Pure functions for the most part: files of one worker share their modules, whose loading takes as long as the tests.
          isolate: false,
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: 'test/browser/setup.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: 'end to end',
          include: endToEnd,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          execArgv,
        },
      },
      {
        extends: true,
        test: { name: 'action', include: action, maxWorkers: 6, sequence: { groupOrder: 5 }, execArgv },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: ['test/**/*.test.ts'],
          exclude: [...untimed, ...endToEnd, ...action, ...browser],
          // The tests measure real servers: one file after the other, so that they do not disturb each other.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          execArgv,
        },
      },
    ],
  },
});
