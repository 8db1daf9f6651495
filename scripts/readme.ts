/** Writes the input and output tables of the README from `action.yml`; `--check` fails when they are stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

interface Action {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

const root = join(import.meta.dirname, '..');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const oneLine = (text: string) => text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');

const tables: Record<string, string> = {
  inputs: markdownTable(
    [
      ['input', 'meaning', 'default'],
      ...Object.entries(action.inputs).map(([name, input]) => [
        `\`${name}\``,
        oneLine(input.description),
        input.default ? `\`${oneLine(input.default)}\`` : '',
      ]),
    ],
    { alignDelimiters: false, padding: true },
  ),
  outputs: markdownTable(
    [
      ['output', 'meaning'],
      ...Object.entries(action.outputs).map(([name, output]) => [`\`${name}\``, oneLine(output.description)]),
    ],
    { alignDelimiters: false },
  ),
};

const file = join(root, 'README.md');
const before = readFileSync(file, 'utf8');
const filled = Object.entries(tables).reduce((text, [name, table]) => {
  const section = new RegExp(`(<!-- ${name}: from action.yml -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!section.test(text)) throw new Error(`README.md has no section for ${name}`);
  return text.replace(section, (_, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}, before);

// As `npm run format` leaves it, so that the two never fight over the tables.
const after = await format(filled, { ...(await resolveConfig(file)), filepath: file });

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('The tables of README.md are not those of action.yml. Run: node scripts/readme.ts');
    process.exitCode = 1;
  }
} else writeFileSync(file, after);
