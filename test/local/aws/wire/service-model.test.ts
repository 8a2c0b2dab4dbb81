import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';

const FOLDER = join(__dirname, '../../../../infra/local/aws/schemas');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

it.each(FILES)('%s is a JSON Schema, whose references lead somewhere', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const schema = JSON.parse(text);
  const ajv = new Ajv2020({ strict: false });

  expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  const parts = [...text.matchAll(/"\$ref":\s*"#\/\$defs\/(\w+)"/g)].map(([, part = '']) => part);
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.filter((part) => !(part in schema.$defs))).toEqual([]);
});
