/** `npm run diagrams`: draws docs/diagrams/*.dot into docs/images/*.svg. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { instance } from '@viz-js/viz';

const viz = await instance();
for (const file of readdirSync('docs/diagrams')) {
  const text = readFileSync(`docs/diagrams/${file}`, 'utf8');
  writeFileSync(`docs/images/${file.replace(/\.dot$/, '.svg')}`, viz.renderString(text, { format: 'svg' }));
}
