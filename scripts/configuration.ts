/** `npm run configuration`: writes what can be configured into docs, from the one schema. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { publishedSchema, sample, withReference } from './configuration-documents';

const docs = (name: string): string => resolve(__dirname, '../docs', name);

writeFileSync(docs('mlpipeline.schema.json'), publishedSchema());
writeFileSync(docs('mlpipeline.sample.yaml'), sample());
writeFileSync(docs('configuration.md'), withReference(readFileSync(docs('configuration.md'), 'utf8')));
