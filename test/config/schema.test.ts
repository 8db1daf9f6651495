import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingsJsonSchema } from '../../src/config/index.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

function makeValidator() {
  return new Ajv2020({ strict: false, formats: { uri: true } }).compile(
    JSON.parse(read('schema/sluice.schema.json')),
  );
}

test('the published schema is the one that is used', () => {
  expect(JSON.parse(read('schema/sluice.schema.json'))).toEqual(
    JSON.parse(JSON.stringify(settingsJsonSchema())),
  );
});

test.each(['ticket-routing', 'llm'])('an editor that knows the schema accepts the example %s', (name) => {
  const validate = makeValidator();
  expect(validate(parse(read(`examples/${name}/sluice.yml`))), JSON.stringify(validate.errors)).toBe(true);
});

test.each([
  [{ version: 1, taget: {} }],
  [{ version: 1, pairing: { block: 5 } }],
  [{ version: 1, gate: { metrics: ['latncy.p50'] } }],
  [{ version: 1, profiles: { pr: { scenarios: ['rampp'] } } }],
  [{ version: 1, workload: { classes: { a: { weight: -1 } } } }],
])('an editor that knows the schema marks %j', (settings) => {
  expect(makeValidator()(settings)).toBe(false);
});
