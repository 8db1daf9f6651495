/** Prints what CHANGELOG.md says of the version of a tag, for the notes of its release. Fails where it says nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..');

/** @throws Error where the tag is not the version of package.json, or the changelog has no section for it */
export function notesOf(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`)
    throw new Error(`The tag is ${tag}, and package.json has the version ${version}.`);
  const sections = changelog.split(/^## /m).slice(1);
  // `## 1.2.0`, `## [1.2.0] - 2026-01-31`
  const section = sections.find((text) => /^\[?([^\s\]]+)/.exec(text)?.[1] === version);
  const notes = section?.split('\n').slice(1).join('\n').trim();
  if (!notes) throw new Error(`CHANGELOG.md has no section \`## ${version}\`: rename \`## Unreleased\`.`);
  return notes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  console.log(notesOf(process.argv[2] ?? '', version, read('CHANGELOG.md')));
}
