import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withCosts } from '../../../scripts/costs-document';

describe('docs/costs.md', () => {
  it('has the tables that prices and amounts give; `npm run costs` makes them anew', () => {
    const written = readFileSync(resolve(__dirname, '../../../docs/costs.md'), 'utf8');

    expect(withCosts(written)).toBe(written);
  });
});
