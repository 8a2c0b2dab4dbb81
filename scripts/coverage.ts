/** `npm run coverage`: writes the parts of docs/ that are made from code: what is imitated, scopes, commands. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withCoverage } from '../infra/local/coverage';
import { withCommands } from './commands-table';
import { withScopes } from './scopes-table';

for (const [name, made] of [
  ['local.md', withCoverage],
  ['slack-setup.md', withScopes],
  ['commands.md', withCommands],
] as const) {
  const document = resolve(__dirname, '../docs', name);
  writeFileSync(document, made(readFileSync(document, 'utf8')));
}
