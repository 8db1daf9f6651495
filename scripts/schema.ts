/** Prints the JSON Schema of sluice.yml to schema/sluice.schema.json; with --check it only tells whether the file is stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { settingsJsonSchema } from '../src/config/settings-schema.ts';

const file = new URL('../schema/sluice.schema.json', import.meta.url);
const wanted = `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if (readIfThere() !== wanted) {
    console.error('schema/sluice.schema.json is stale: run `node scripts/schema.ts` and commit it.');
    process.exitCode = 1;
  }
} else {
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, wanted);
}

function readIfThere(): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
