import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/**
 * For tests that need a Docker engine: like `describe`, but skipped with a notice where none answers. With
 * SLUICE_REQUIRE_DOCKER=1 they run, and fail, so that a build that must have an engine cannot lose them in silence.
 */
export function describeWithDocker(title: string, tests: () => void): void {
  const isRequired = process.env.SLUICE_REQUIRE_DOCKER === '1';
  const answers = spawnSync('docker', ['version'], { timeout: 20_000, stdio: 'ignore' }).status === 0;
  if (!answers && !isRequired)
    console.warn(`NOTICE: "${title}" is skipped, because no Docker engine answers.`);
  describe.skipIf(!answers && !isRequired)(title, tests);
}
