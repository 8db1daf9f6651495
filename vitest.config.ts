import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores, and the tests measure real servers: files run one after the other so that they do not disturb each other.
    fileParallelism: false,
    // A file of tests starts and ends dozens of engines, each with a thread that runs WebAssembly. V8 then loses count of its
    // code pages now and then where the CPU protects them by keys, and the process dies (nodejs/node#64500).
    execArgv: process.arch === 'x64' ? ['--no-memory-protection-keys'] : [],
  },
});
