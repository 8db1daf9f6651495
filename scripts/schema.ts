/**
 * Writes the JSON Schemas of what people write and of what others read: sluice.yml and the webhook; with --check it only
 * tells whether a file is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { settingsJsonSchema } from '../src/config/settings-schema.ts';
import { payloadJsonSchema } from '../src/export/webhook/payload.ts';

const schemas = {
  'sluice.schema.json': settingsJsonSchema(),
  'webhook.schema.json': payloadJsonSchema(),
};

for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../schema/${name}`, import.meta.url);
  const wanted = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, wanted);
  } else if (readIfThere(file) !== wanted) {
    console.error(`schema/${name} is stale: run \`node scripts/schema.ts\` and commit it.`);
    process.exitCode = 1;
  }
}

function readIfThere(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
