/** `npm run coverage`: writes what the local stack imitates into docs/local.md, and the scopes into docs/slack-setup.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withCoverage } from '../infra/local/coverage';
import { withScopes } from './scopes-table';

for (const [name, made] of [
  ['local.md', withCoverage],
  ['slack-setup.md', withScopes],
] as const) {
  const document = resolve(__dirname, '../docs', name);
  writeFileSync(document, made(readFileSync(document, 'utf8')));
}
