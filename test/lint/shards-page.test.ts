import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8');

test('docs/shards.md shows the example workflow, which is linted, as it is', () => {
  expect(read('docs/shards.md')).toContain(`\`\`\`yaml\n${read('examples/workflows/shards.yml')}\`\`\`\n`);
});
