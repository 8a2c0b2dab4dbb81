/** `npm run coverage`: writes what the local stack imitates into docs/local.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withCoverage } from '../infra/local/coverage';

const document = resolve(__dirname, '../docs/local.md');
writeFileSync(document, withCoverage(readFileSync(document, 'utf8')));
