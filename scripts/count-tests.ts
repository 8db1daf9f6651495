/** The closing line of `.ci/run`: `N passed, N failed`. A skipped test or none at all is a failure here. */
import { readFileSync } from 'node:fs';

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
}

const results = JSON.parse(readFileSync(process.argv[2] ?? 'out/vitest.json', 'utf8')) as Results;
const skipped = results.numPendingTests;
if (skipped > 0) console.log(`${skipped} tests were skipped; in CI nothing may skip.`);
// A file that fails to load counts as failed even when it holds no failed test.
const failed = results.numFailedTests + skipped || Math.min(results.numFailedTestSuites, 1);
if (failed > 0 || results.numPassedTests === 0) process.exitCode = 1;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
