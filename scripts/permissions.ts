/** `npm run permissions`: writes what the bot may do into docs, from the data that its policies are made of. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { permissionsDocument } from './permissions-document';

writeFileSync(resolve(__dirname, '../docs/permissions.md'), permissionsDocument());
