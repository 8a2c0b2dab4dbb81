import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { instance } from '@viz-js/viz';

const docs = (path: string): string => readFileSync(resolve(__dirname, '../../../docs', path), 'utf8');

describe('the picture of the AWS stack', () => {
  it('shows what its text says; `npm run diagrams` draws it anew', async () => {
    const viz = await instance();

    expect(docs('images/aws-stack.svg')).toBe(viz.renderString(docs('diagrams/aws-stack.dot'), { format: 'svg' }));
  });
});
