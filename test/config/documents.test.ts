import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { described, publishedSchema, sample, withReference } from '../../scripts/configuration-documents';
import { parseConfiguration } from '../../src/config/load';
import { SIX_LINES } from './mistakes-of';

const ROOT = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');
const validate = new Ajv2020({ strict: false, formats: { email: true } }).compile(JSON.parse(publishedSchema()));

describe('what docs say of the configuration (npm run configuration)', () => {
  it('is what the schema says', () => {
    expect(read('docs/mlpipeline.schema.json')).toBe(publishedSchema());
    expect(read('docs/mlpipeline.sample.yaml')).toBe(sample());
    expect(withReference(read('docs/configuration.md'))).toBe(read('docs/configuration.md'));
  });

  it.each(described())('describes $key', ({ schema }) => {
    expect(schema.description).toMatch(/\S/);
  });

  it('shows every key in the sample, which is a good file', () => {
    const keys = described().filter(({ key }) => /^[a-z]/.test(key));
    const written = new Set(sample().match(/(?<=^\s*(?:- )?)[A-Za-z]+(?=:)/gm));

    expect(keys.map(({ key }) => key.replace(/.*\./, '')).filter((name) => !written.has(name))).toEqual([]);
    expect(() => parseConfiguration(sample(), 'docs/mlpipeline.sample.yaml')).not.toThrow();
  });
});

describe('an editor with the published schema', () => {
  it.each(['docs/mlpipeline.sample.yaml', 'infra/local/mlpipeline.yaml'])(
    'is told by %s, and finds no fault',
    (path) => {
      const [, schema] = read(path).match(/^# yaml-language-server: \$schema=(.*)$/m) ?? [];

      expect(resolve(ROOT, path, '..', schema ?? '')).toBe(resolve(ROOT, 'docs/mlpipeline.schema.json'));
      expect(validate(parse(read(path)))).toBe(true);
      expect(() => parseConfiguration(read(path), path)).not.toThrow();
    },
  );

  it('takes six lines, and finds what the bot would refuse', () => {
    expect(validate(parse(SIX_LINES))).toBe(true);
    expect(validate(parse(SIX_LINES.replace('{}', '{ chanel: C1 }')))).toBe(false);
    expect(validate(parse(SIX_LINES.replace('U012ABCDEF', 'bob')))).toBe(false);
  });
});
