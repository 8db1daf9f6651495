import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores, and the tests measure real servers: files run one after the other so that they do not disturb each other.
    fileParallelism: false,
  },
});
