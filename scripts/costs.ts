/** `npm run costs`: writes the tables of docs/costs.md anew, from prices, amounts and what the stacks have. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withCosts } from './costs-document';

const path = resolve(__dirname, '../docs/costs.md');
writeFileSync(path, withCosts(readFileSync(path, 'utf8')));
